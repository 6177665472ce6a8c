import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { toJson } from './json.js';

test('plain data is ordinary JSON', () => {
  const value: Value = { a: [1, 2.5, 'x"\n'], b: { c: true, d: null }, e: [], f: {} };
  assert.equal(toJson(value), JSON.stringify(value));
  assert.equal(
    toJson(value, 2),
    '{\n  "a": [\n    1,\n    2.5,\n    "x\\"\\n"\n  ],\n  "b": {\n    "c": true,\n    "d": null\n  },\n  "e": [],\n  "f": {}\n}',
  );
});

test('integers keep their digits', () => {
  assert.equal(toJson([2n ** 63n - 1n, -(2n ** 63n)]), '[9223372036854775807,-9223372036854775808]');
});

test('what JSON cannot say', () => {
  assert.equal(toJson([NaN, Infinity, undefined]), '[null,null,null]');
  assert.equal(toJson(new Uint8Array([255, 0])), '{"base64":"/wA="}');
  assert.equal(toJson({ gone: undefined, there: 1 }), '{"there":1}');
});
