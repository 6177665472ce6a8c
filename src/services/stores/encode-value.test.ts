import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { createFunctionRef } from '../../base/values.js';
import { decodeValue, encodeValue } from './encode-value.js';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.boolean(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
);
const key = fc.oneof(fc.string(), fc.constantFrom('$bytes', '$object', '$', '__proto__', 'constructor'));
const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
})).value;

/** Prototypes and property order aside, since neither exists in Lua. */
function normalise(v: Value): unknown {
  if (typeof v === 'number' && Object.is(v, -0)) return 'negative zero';
  if (v instanceof Uint8Array) return ['bytes', ...v];
  if (Array.isArray(v)) return v.map(normalise);
  if (typeof v !== 'object' || v === null) return v;
  return new Map(Object.entries(v).map(([k, item]) => [k, normalise(item as Value)]));
}

test('property: what is encoded is decoded to the same value', () => {
  fc.assert(
    fc.property(value, (v) => {
      assert.deepEqual(normalise(decodeValue(encodeValue(v))), normalise(v));
    }),
    { numRuns: 500 },
  );
});

test('nil fields disappear, nil in an array keeps its place', () => {
  assert.deepEqual(decodeValue(encodeValue({ a: null, b: undefined, c: 1 })), { c: 1 });
  assert.deepEqual(decodeValue(encodeValue([1, null, 2])), [1, null, 2]);
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
