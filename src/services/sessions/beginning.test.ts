import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFunctionRef } from '../../base/values.js';
import { beginningOf } from './beginning.js';

test('a small value is there whole', () => {
  const value = { a: [1, 'x', null, undefined], big: 2n ** 60n, bytes: new Uint8Array(3), fn: createFunctionRef(1) };
  const text = '{"a":[1,"x",null,null],"big":"1152921504606846976","bytes":"<3 bytes>","fn":"<function>"}';
  assert.equal(beginningOf(value), text);
  assert.equal(beginningOf(undefined), 'null');
});

test('of a large one no more is looked at than is kept', () => {
  let looked = 0;
  const entry = {
    get x() {
      looked++;
      return 1;
    },
  };
  assert.equal(beginningOf(Array.from({ length: 100_000 }, () => entry)).length, 2000);
  assert.ok(looked < 2000);
  assert.equal(beginningOf('y'.repeat(1e6)).length, 2000);
  assert.match(beginningOf({ text: '"'.repeat(1500) }), /…$/);
});

test('what is deep ends somewhere', () => {
  let value: unknown[] = [];
  for (let i = 0; i < 100_000; i++) value = [value];
  assert.match(beginningOf(value as never), /^\[+"…"\]+$/);
});

test('no character is cut apart', () => {
  assert.doesNotMatch(beginningOf('a'.repeat(1997) + '😀'.repeat(9)), /[\ud800-\udbff](?![\udc00-\udfff])/);
});
