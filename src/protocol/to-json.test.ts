import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { createFunctionRef } from '../base/values.js';
import { toJson } from './to-json.js';

test('plain data stays as it is', () => {
  const value = { text: 'é', list: [1, -2.5, true, { deep: '' }], big: Number.MAX_SAFE_INTEGER };
  assert.deepEqual(toJson(value), value);
});

test('what JSON cannot say is said as text or null', () => {
  assert.equal(toJson(7n), 7);
  assert.equal(toJson(2n ** 63n - 1n), '9223372036854775807');
  assert.equal(toJson(-(2n ** 53n)), '-9007199254740992');
  assert.deepEqual(toJson([NaN, Infinity, -Infinity, null]), [null, null, null, null]);
  assert.equal(toJson(Uint8Array.of(0, 255, 128).subarray(1)), '/4A=');
  assert.deepEqual(toJson({ a: undefined, b: null, c: 1 }), { c: 1 });
  assert.equal(toJson(undefined), null);
});

test('a key called __proto__ is a key', () => {
  const value = JSON.parse('{"__proto__":{"x":1}}') as Value;
  assert.equal(JSON.stringify(toJson(value)), '{"__proto__":{"x":1}}');
});

test('functions and bottomless tables are refused', () => {
  assert.throws(() => toJson({ f: createFunctionRef(3) }), { code: 'MESSAGE_VALUE', message: /functions/ });
  assert.deepEqual(toJson({ luaFunction: 3 }), { luaFunction: 3 });
  let nested: Value = 1;
  for (let depth = 0; depth < 300; depth++) nested = [nested];
  assert.throws(() => toJson(nested), { code: 'MESSAGE_VALUE', message: /200 deep/ });
});
