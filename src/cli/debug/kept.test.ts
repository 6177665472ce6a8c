import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BreakpointList } from './breakpoint-list.js';
import { Displays } from './displays.js';
import { decodeKept, encodeKept, keptOf, termsOf } from './kept.js';

test('what is kept comes back, without what cannot last', () => {
  const breakpoints = new BreakpointList();
  const displays = new Displays();
  breakpoints.add({ kind: 'line', path: '/a.lua', name: 'a.lua', line: 3 }, { condition: 'x > 1', ignoreCount: 2 });
  breakpoints.add({ kind: 'line', path: '/a.lua', name: 'a.lua', line: 4 }, { isTemporary: true });
  breakpoints.add({ kind: 'line', reference: 7, name: 'exec', line: 1 });
  breakpoints.add({ kind: 'data', expression: 'x', dataId: '1' });
  breakpoints.add({ kind: 'function', name: 'greet' }, { isEnabled: false, logMessage: 'hi {name}' });
  displays.add('#list');
  const kept = keptOf('/work', 5, { breakpoints, displays, catches: [{ filter: 'caught', condition: '/x/' }] });
  const read = decodeKept(encodeKept(kept));
  assert.deepEqual(read, kept);
  assert.deepEqual(
    read.breakpoints.map(({ path, line, function: name }) => name ?? `${path}:${line}`),
    ['/a.lua:3', 'greet'],
  );
  assert.equal(termsOf(read.breakpoints[0]!).ignoreCount, 2);
  assert.equal(termsOf(read.breakpoints[1]!).isEnabled, false);
  assert.deepEqual(read.displays, ['#list']);
});

test('a file that is none of ours is refused with the reason', () => {
  assert.throws(() => decodeKept('{'), SyntaxError);
  assert.throws(() => decodeKept('{"version": 1}'), /file/);
  const other = { version: 2, workspace: '/', saved_at: 1, breakpoints: [], displays: [], catch: [] };
  assert.throws(() => decodeKept(JSON.stringify(other)), /version 2/);
});
