import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN_OPTIONS, View } from './view.js';

const zero = new View({ linesStartAt1: false, columnsStartAt1: false, pathFormat: 'path' });
const mapped = new View(PLAIN_OPTIONS, [{ localRoot: '/home/me/app/', remoteRoot: '/srv/app' }]);

test('lines and columns are converted in both directions, wherever they stand', () => {
  assert.deepEqual(
    zero.request('setBreakpoints', { source: { path: '/a' }, breakpoints: [{ line: 0, column: 4 }], lines: [0, 7] }),
    { source: { path: '/a' }, breakpoints: [{ line: 1, column: 5 }], lines: [1, 8] },
  );
  assert.deepEqual(zero.body({ stackFrames: [{ line: 1, column: 1, endLine: 2 }], targets: [{ start: 1 }] }), {
    stackFrames: [{ line: 0, column: 0, endLine: 1 }],
    targets: [{ start: 0 }],
  });
});

test('where there is no line there is none', () => assert.deepEqual(zero.body({ line: 0 }), { line: 0 }));

test('pages of values are no columns', () => {
  assert.deepEqual(zero.request('variables', { variablesReference: 1, start: 100 }), {
    variablesReference: 1,
    start: 100,
  });
});

test('folders are mapped in both directions, and only as whole names', () => {
  assert.equal(mapped.pathIn('/home/me/app/lib/x.lua'), '/srv/app/lib/x.lua');
  assert.equal(mapped.pathIn('/home/me/apple/x.lua'), '/home/me/apple/x.lua');
  assert.deepEqual(mapped.body({ source: { path: '/srv/app/x.lua', name: 'x.lua' } }), {
    source: { path: '/home/me/app/x.lua', name: 'x.lua' },
  });
  const windows = new View(PLAIN_OPTIONS, [{ localRoot: 'C:\\app', remoteRoot: '/srv' }]);
  assert.equal(windows.pathOut('/srv/lib/x.lua'), 'C:\\app\\lib\\x.lua');
  assert.equal(windows.pathIn('C:\\app\\lib\\x.lua'), '/srv/lib/x.lua');
});

test('paths are URIs where the client wants it', () => {
  const uri = new View({ ...PLAIN_OPTIONS, pathFormat: 'uri' });
  assert.equal(uri.pathOut('/a b.lua'), 'file:///a%20b.lua');
  assert.equal(uri.pathIn('file:///a%20b.lua'), '/a b.lua');
});

test('texts of clients and scripts stay as they are', () => {
  const text = { expression: 'line', value: '1', name: 'x' };
  assert.deepEqual(zero.request('setExpression', text), text);
});
