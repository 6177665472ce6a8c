import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indentJson } from './json-indent.js';

test('as JSON.stringify indents', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      const value: unknown = JSON.parse(text);
      assert.equal(indentJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
    }),
  );
});

test('numbers stay as they are', () => {
  assert.equal(indentJson('{"a":9223372036854775807,"b":1.0}'), '{\n  "a": 9223372036854775807,\n  "b": 1.0\n}');
});
