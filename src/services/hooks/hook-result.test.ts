import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Value } from '../../base/values.js';
import { parseHookResult, type HookResult } from './hook-result.js';

const meanings: readonly (readonly [Value, HookResult])[] = [
  [undefined, { kind: 'continue' }],
  [true, { kind: 'continue' }],
  [7, { kind: 'continue' }],
  ['continue', { kind: 'continue' }],
  [[1, 2], { kind: 'continue' }],
  [{ type: 'something' }, { kind: 'continue' }],
  ['skip', { kind: 'skipped', reason: undefined }],
  ['skipped', { kind: 'skipped', reason: undefined }],
  [
    { type: 'skipped', reason: 'not mine' },
    { kind: 'skipped', reason: 'not mine' },
  ],
  ['over budget', { kind: 'cancel', reason: 'over budget' }],
  [{ type: 'cancel' }, { kind: 'cancel', reason: undefined }],
  [
    { type: 'cancel', reason: 'no' },
    { kind: 'cancel', reason: 'no' },
  ],
  [
    { type: 'modified', data: { a: 1 } },
    { kind: 'modified', data: { a: 1 } },
  ],
  [{ type: 'modified' }, { kind: 'invalid', problem: "type 'modified' needs data, a table" }],
  [
    { type: 'redirect', target: 'other' },
    { kind: 'redirect', target: 'other' },
  ],
  [{ type: 'redirect' }, { kind: 'invalid', problem: "type 'redirect' needs target, a name" }],
  [
    { type: 'replace', data: 'done' },
    { kind: 'replace', value: 'done' },
  ],
  [{ type: 'retry' }, { kind: 'retry', delayMs: 1000, maxAttempts: 3 }],
  [
    { type: 'retry', delay_ms: 0, max_attempts: 1.5 },
    { kind: 'retry', delayMs: 0, maxAttempts: 1 },
  ],
  [
    { type: 'retry', delay_ms: -1 },
    { kind: 'invalid', problem: 'delay_ms is to be a number from 0 to 60000' },
  ],
  [
    { type: 'retry', max_attempts: 0 },
    { kind: 'invalid', problem: 'max_attempts is to be a number from 1 to 100' },
  ],
];

for (const [value, expected] of meanings) {
  test(`${value === undefined ? 'nothing' : JSON.stringify(value)} is ${expected.kind}`, () => {
    assert.deepEqual(parseHookResult(value), expected);
  });
}

test('whatever a hook returns has a meaning', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.ok(typeof parseHookResult(value).kind === 'string');
    }),
  );
});
