import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../base/errors.js';
import type { Schema } from './schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  integer,
  json,
  jsonObject,
  nonEmptyString,
  object,
  oneOf,
  optional,
  positive,
  record,
  string,
  variants,
} from './schema.js';

/** The message and the path of what the schema says about the value. */
function complaint(schema: Schema<unknown>, value: unknown): readonly [message: string, path: unknown] {
  try {
    schema.parse(value, 'content');
  } catch (error) {
    assert.ok(error instanceof SpellError);
    assert.equal(error.code, 'MESSAGE_CONTENT');
    return [error.message, error.details?.['path']];
  }
  return assert.fail('accepted');
}

const shape = object({ code: string, silent: defaultTo(boolean, false), target: optional(string) });

test('known entries are checked, missing ones filled in, others kept', () => {
  assert.deepEqual(shape.parse({ code: 'x' }, 'content'), { code: 'x', silent: false });
  const full = { code: '', silent: true, target: 't', extra: [1] };
  assert.deepEqual(shape.parse(full, 'content'), full);
  assert.deepEqual(shape.parse({ code: 'x', silent: null, target: null }, 'content'), { code: 'x', silent: false });
});

test('what is given is not changed', () => {
  const given = Object.freeze({ code: 'x', target: null });
  shape.parse(given, 'content');
  assert.deepEqual(given, { code: 'x', target: null });
});

test('errors name the path, what is wanted and what is there', () => {
  assert.deepEqual(complaint(shape, {}), ['content.code is missing; it must be a string', 'content.code']);
  const cases: readonly (readonly [Schema<unknown>, unknown, string])[] = [
    [shape, { code: 5 }, 'content.code must be a string; it is the number 5'],
    [shape, { code: null }, 'content.code must be a string; it is null'],
    [shape, { code: 'x', silent: 'no' }, 'content.silent must be a boolean; it is the string "no"'],
    [shape, { code: ['x'.repeat(99)] }, 'content.code must be a string; it is an array'],
    [shape, [], 'content must be an object; it is an array'],
    [boolean, 'x'.repeat(99), 'content must be a boolean; it is a string'],
    [integer, 1.5, 'content must be an integer; it is the number 1.5'],
    [integer, 2 ** 53, 'content must be an integer; it is the number 9007199254740992'],
    [count, -1, 'content must be an integer of 0 or more; it is the number -1'],
    [nonEmptyString, '', 'content must be a non-empty string; it is the string ""'],
    [jsonObject, null, 'content must be an object; it is null'],
    [json, undefined, 'content must be any JSON value; it is missing'],
    [positive, 0, 'content must be an integer of 1 or more; it is the number 0'],
    [oneOf(0, 1), 2, 'content must be one of 0, 1; it is the number 2'],
    [array(string), ['a', {}], 'content[1] must be a string; it is an object'],
    [array(array(string)), {}, 'content must be an array of (array of strings); it is an object'],
    [record(object({ a: array(string) })), { k: { a: [1] } }, 'content.k.a[0] must be a string; it is the number 1'],
    [record(string), 'x', 'content must be an object of strings; it is the string "x"'],
  ];
  for (const [schema, value, message] of cases) assert.equal(complaint(schema, value)[0], message);
});

test('the tag decides which entries there are', () => {
  const shapes = variants('kind', { circle: { radius: integer }, point: {} });
  assert.deepEqual(shapes.parse({ kind: 'circle', radius: 1 }, 'content'), { kind: 'circle', radius: 1 });
  assert.deepEqual(shapes.parse({ kind: 'point', radius: 'any' }, 'content'), { kind: 'point', radius: 'any' });
  assert.equal(complaint(shapes, { kind: 'circle' })[0], 'content.radius is missing; it must be an integer');
  assert.match(complaint(shapes, { kind: 'toString' })[0], /content\.kind must be one of "circle", "point"/);
});

test('keys of the language are keys like others', () => {
  const value: unknown = JSON.parse('{"__proto__": "a", "constructor": "b"}');
  assert.equal(JSON.stringify(record(string).parse(value, 'content')), '{"__proto__":"a","constructor":"b"}');
  assert.equal(complaint(object({ toString: string }), {})[1], 'content.toString');
});

test('any JSON value is accepted or refused with a path, never anything else', () => {
  const schema = object({ code: string, list: defaultTo(array(record(integer)), []), kind: optional(oneOf('a', 'b')) });
  const values = fc.record(
    { code: fc.oneof(fc.string(), fc.jsonValue()), list: fc.jsonValue(), kind: fc.constantFrom('a', 'c', null) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(values, fc.jsonValue()), (value) => {
      try {
        const first = schema.parse(value, 'content');
        assert.deepEqual(schema.parse(first, 'content'), first);
      } catch (error) {
        assert.ok(error instanceof SpellError && error.message.startsWith('content'));
      }
    }),
  );
});
