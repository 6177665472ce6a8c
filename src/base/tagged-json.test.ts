import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromTagged, toTagged } from './tagged-json.js';
import type { Value } from './values.js';
import { createFunctionRef } from './values.js';

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

const throughText = (v: Value): Value => fromTagged(JSON.parse(JSON.stringify(toTagged(v))));

test('property: what goes through JSON text is the same value', () => {
  fc.assert(
    fc.property(value, (v) => assert.deepEqual(normalise(throughText(v)), normalise(v))),
    { numRuns: 500 },
  );
});

test('nil fields disappear, nil in an array keeps its place', () => {
  assert.deepEqual(throughText({ a: null, b: undefined, c: 1 }), { c: 1 });
  assert.deepEqual(throughText([1, null, 2]), [1, null, 2]);
});

test('functions and bottomless tables are an error of the caller’s choosing', () => {
  let deep: Value = 1;
  for (let i = 0; i < 10_000; i += 1) deep = [deep];
  assert.throws(() => toTagged({ f: createFunctionRef(3) }, (why) => new RangeError(why)), new RangeError('function'));
  assert.throws(() => toTagged(deep, (why) => new RangeError(why)), new RangeError('depth'));
  assert.throws(() => toTagged(deep), TypeError);
});

test('tags that are not ours are refused, whatever they hold', () => {
  for (const json of [
    { $nonsense: 1 },
    { $bytes: 1 },
    { $integer: 'x' },
    { $integer: '9'.repeat(1000) },
    { $float: '1' },
    { $object: null },
    [{ $object: 'text' }],
  ])
    assert.throws(() => fromTagged(json), SyntaxError, JSON.stringify(json));
});
