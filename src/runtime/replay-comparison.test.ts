import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareValues } from './replay-comparison.js';

test('equal values are identical, however deep, and need no list', () => {
  for (const value of [undefined, 1, 'x', {}, { a: [1, { b: true }], c: Number.NaN }]) {
    const { identical, similarity_score, differences } = compareValues(value, structuredClone(value));
    assert.deepEqual([identical, similarity_score, differences], [true, 1, undefined]);
  }
});

test('each difference has its path, as scripts write it', () => {
  const before = { name: 'a', items: [1, 2, { deep: true }], gone: 1, 'two words': 1, kept: 'k' };
  const after = { name: 'b', items: [1, '2', { deep: false }, 4], 'two words': 2, kept: 'k' };
  const { identical, differences, similarity_score, summary } = compareValues(before, after);
  assert.equal(identical, false);
  assert.deepEqual(differences, [
    { path: '$.name', description: '"a" became "b"' },
    { path: '$.items[2]', description: 'number 2 became string "2"' },
    { path: '$.items[3].deep', description: 'true became false' },
    { path: '$.items[4]', description: '4 was added' },
    { path: '$.gone', description: '1 was removed' },
    { path: '$["two words"]', description: '1 became 2' },
  ]);
  assert.equal(similarity_score, 2 / 8);
  assert.equal(summary, '6 differences in 8 values');
});

test('a table in place of a value counts with all that is in it', () => {
  const { similarity_score, differences } = compareValues({ a: 1, b: [1, 2, 3] }, { a: 1, b: 'x' });
  assert.equal(similarity_score, 1 / 4);
  assert.deepEqual(differences, [{ path: '$.b', description: 'array 3 items became string "x"' }]);
});

test('what is empty, bytes and the name __proto__ are compared like any other', () => {
  assert.equal(compareValues({}, []).identical, true);
  assert.deepEqual(compareValues({}, [1]).differences, [{ path: '$[1]', description: '1 was added' }]);
  assert.equal(compareValues(Uint8Array.of(255), Uint8Array.of(254)).similarity_score, 0);
  const odd = JSON.parse('{"__proto__": 1}') as Record<string, number>;
  assert.deepEqual(compareValues({}, odd).differences, [{ path: '$.__proto__', description: '1 was added' }]);
});

test('thousands of differences are counted, and the first of them listed', () => {
  const { differences, summary, similarity_score } = compareValues(Array(3000).fill(1), Array(3000).fill(2));
  assert.equal(differences?.length, 1000);
  assert.equal(similarity_score, 0);
  assert.match(summary, /^3000 differences in 3000 values, the first 1000 are listed$/);
});
