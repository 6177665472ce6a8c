import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmur2 } from './murmur2.js';

/** Computed by JupyterLab's and ipykernel's own implementations with the seed that both use. */
const VECTORS: readonly (readonly [string, number])[] = [
  ['', 3990065800],
  ['a', 2167009006],
  ['print(1)', 3773950048],
  ['local x = 1\nprint(x)', 1042892497],
  ['print("é")', 2069358938],
  ['-- 日本語\nreturn 1\n', 2227653992],
];

test('gives the numbers that JupyterLab gives', () => {
  for (const [text, hash] of VECTORS) assert.equal(murmur2(Buffer.from(text), 0xc70f6907), hash, JSON.stringify(text));
});

test('depends on every byte, on the seed, and on where bytes stand', () => {
  const text = Buffer.from('abcdefg');
  const hashes = new Set([murmur2(text, 0), murmur2(text, 1)]);
  for (let at = 0; at < text.length; at++) {
    const changed = Buffer.from(text);
    changed[at]! ^= 0x80;
    hashes.add(murmur2(changed, 0));
  }
  assert.equal(hashes.size, text.length + 2);
});
