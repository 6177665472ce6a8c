import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { createFunctionRef } from '../../base/values.js';
import { decodeValue, encodeValue } from './encode-value.js';

test('what is encoded is decoded to the same value', () => {
  const value = { a: [1, null, 2n ** 62n, NaN], b: new Uint8Array([255]), $c: { d: 'é' } };
  assert.deepEqual(decodeValue(encodeValue(value)), value);
});

test('functions, bottomless tables and huge values are refused', () => {
  const isRefused = (error: unknown) => error instanceof SpellError && error.code === 'STATE_VALUE';
  let deep: Value = 1;
  for (let i = 0; i < 10_000; i += 1) deep = [deep];
  assert.throws(() => encodeValue({ f: createFunctionRef(3) }), isRefused);
  assert.throws(() => encodeValue(deep), isRefused);
  assert.throws(() => encodeValue('x'.repeat(65 * 1024 * 1024)), isRefused);
});

test('text that is not ours is not decoded silently', () => {
  assert.throws(() => decodeValue('{"$nonsense":1}'), SyntaxError);
  assert.throws(() => decodeValue('{'), SyntaxError);
});
