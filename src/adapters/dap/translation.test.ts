import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InitializeArguments } from './arguments.js';
import { Translation } from './translation.js';

const FROM_1: InitializeArguments = {
  linesStartAt1: true,
  columnsStartAt1: true,
  pathFormat: 'path',
  supportsProgressReporting: false,
};
const FROM_0 = { ...FROM_1, linesStartAt1: false, columnsStartAt1: false };

test('clients that count from 1 and name paths see what the kernel says', () => {
  const translation = new Translation(FROM_1);
  const args = { source: { path: '/a.lua' }, breakpoints: [{ line: 3, column: 2 }], lines: [3] };
  assert.deepEqual(translation.toKernel('setBreakpoints', args), args);
  assert.deepEqual(translation.toClient('stackTrace', { stackFrames: [{ line: 1, column: 1 }] }), {
    stackFrames: [{ line: 1, column: 1 }],
  });
});

test('lines and columns from 0, both ways', () => {
  const translation = new Translation(FROM_0);
  assert.deepEqual(
    translation.toKernel('setBreakpoints', {
      source: { path: '/a.lua' },
      breakpoints: [{ line: 0, column: 4 }],
      lines: [0],
    }),
    { source: { path: '/a.lua' }, breakpoints: [{ line: 1, column: 5 }], lines: [1] },
  );
  assert.deepEqual(translation.toClient('stackTrace', { stackFrames: [{ id: 7, line: 3, endLine: 4, column: 1 }] }), {
    stackFrames: [{ id: 7, line: 2, endLine: 3, column: 0 }],
  });
  assert.deepEqual(translation.toClient('completions', { targets: [{ label: 'x', start: 5, length: 1 }] }), {
    targets: [{ label: 'x', start: 4, length: 1 }],
  });
});

test('values of scripts are left alone, whatever their names', () => {
  const translation = new Translation(FROM_0);
  const body = { variables: [{ name: 'line', value: '3', line: 3 }] };
  assert.deepEqual(translation.toClient('variables', body), body);
});

test('URIs', () => {
  const translation = new Translation({ ...FROM_1, pathFormat: 'uri' });
  assert.deepEqual(translation.toKernel('source', { source: { path: 'file:///work/a%20b.lua' } }), {
    source: { path: '/work/a b.lua' },
  });
  assert.deepEqual(translation.toClient('stopped', { source: { path: '/work/a b.lua' } }), {
    source: { path: 'file:///work/a%20b.lua' },
  });
});

test('folders of another machine: the longest that fits, and no folder whose name only begins the same', () => {
  const translation = new Translation(FROM_1, [
    { localRoot: '/home/me/app', remoteRoot: '/srv/app' },
    { localRoot: '/home/me/app/lib', remoteRoot: '/opt/lib/' },
    { localRoot: 'C:\\work', remoteRoot: '/w' },
  ]);
  const there = (path: string): unknown => translation.toKernel('x', { path })['path'];
  const back = (path: string): unknown => translation.toClient('x', { path })['path'];
  for (const [local, remote] of [
    ['/home/me/app/main.lua', '/srv/app/main.lua'],
    ['/home/me/app/lib/a.lua', '/opt/lib/a.lua'],
    ['/home/me/apple/a.lua', '/home/me/apple/a.lua'],
    ['C:\\work\\sub\\a.lua', '/w/sub/a.lua'],
  ] as const) {
    assert.equal(there(local), remote);
    assert.equal(back(remote), local);
  }
});
