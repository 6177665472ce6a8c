import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, luaFrame, mainFrame, report } from '../../test/support/failures.js';
import type { CapturedFrame } from './captured.js';

async function lines(
  code: string,
  frames: CapturedFrame[],
  more: Partial<ReturnType<typeof failureAt>> = {},
): Promise<string[]> {
  const made = await report(code, { ...failureAt(1, 'boom'), frames, ...more });
  return made.traceback.map((entry) => `${entry.kind} ${entry.text}`);
}

test('functions have the names that the text gives them', async () => {
  const code = 'local M = {}\nfunction M:run()\nend\nlocal f = function()\nend';
  assert.deepEqual(await lines(code, [luaFrame('run', 3, 2), luaFrame('f', 5, 4), mainFrame(1)]), [
    "lua in method 'M:run'",
    "lua in function 'f'",
    'main in main chunk',
  ]);
});

test('metamethods, iterators, host functions and functions without a name', async () => {
  assert.deepEqual(
    await lines('', [
      { ...luaFrame('index', 1, 1), nameKind: 'metamethod' },
      { ...luaFrame('for iterator', 1, 1), nameKind: 'for iterator' },
      { kind: 'host', name: 'Tool.execute' },
      { kind: 'host', name: 'write', nameKind: 'method' },
      { kind: 'lua', source: '@script.lua', line: 7, lineDefined: 5 },
    ]),
    [
      "lua in metamethod 'index'",
      'lua in the iterator of a for loop',
      "host in function 'Tool.execute'",
      "host in method 'write'",
      'lua in function <line 5>',
    ],
  );
});

test('coroutines and calls that were left out', async () => {
  const frames = [{ ...luaFrame('a', 1, 1), coroutineBoundary: true }, luaFrame('b', 2, 2)];
  assert.deepEqual(await lines('', frames, { omittedFrames: 5, omittedAfter: 1 }), [
    "lua in function 'a'",
    'coroutine in the coroutine resumed by',
    "lua in function 'b'",
    'omitted ... 5 more calls ...',
  ]);
});
