import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HASH_DIMENSIONS, hashEmbedding } from './hash-embedding.js';

const cosine = (a: string, b: string): number => {
  const [left, right] = [hashEmbedding(a)!, hashEmbedding(b)!];
  return left.reduce((sum, value, at) => sum + value * right[at]!, 0);
};

test('the same text has the same vector, of length 1; a text without words has none', () => {
  const vector = hashEmbedding('The kettle boils.')!;
  assert.deepEqual(hashEmbedding('The kettle boils.'), vector);
  assert.equal(vector.length, HASH_DIMENSIONS);
  assert.ok(Math.abs(cosine('The kettle boils.', 'the KETTLE boils') - 1) < 1e-6);
  assert.equal(hashEmbedding(' ... \n'), undefined);
});

test('words in other forms, with slips, or as parts of names are nearer than other words', () => {
  assert.ok(cosine('boiling kettles', 'the kettle boils') > cosine('boiling kettles', 'ships cross the sea') + 0.2);
  assert.ok(cosine('lighthuose keeper', 'keeper of the lighthouse') > 0.4);
  assert.ok(cosine('parseConfigFile', 'parse the config file') > 0.6);
  assert.ok(cosine('Café', 'cafe') > 0.99);
});
