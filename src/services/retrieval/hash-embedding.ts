// The embedder that needs no model: counts words and parts of words into a vector by their hashes. The same text always gives the same
// vector; texts are near that share words, also in other forms or with slips. It knows nothing about meaning. Any thread.

import { contentWords, wordsOf } from './words.js';

export const HASH_DIMENSIONS = 256;
export const HASH_EMBEDDER = `offline/hash-${HASH_DIMENSIONS}`;

/** How much each kind of feature counts. */
const [WORD, PAIR, PART] = [1, 0.5, 0.45];
const PART_LENGTH = 3;
const LONG_WORD = 8;

/** Of length 1; undefined for a text without words. */
export function hashEmbedding(text: string): Float32Array | undefined {
  const words = contentWords(wordsOf(text));
  if (words.length === 0) return undefined;
  const counts = new Map<number, number>();
  let before = 0;
  for (const word of words) {
    const hash = hashOf(word, 0, word.length);
    add(counts, hash, WORD * Math.min(1, 0.5 + word.length / (2 * LONG_WORD)));
    if (before !== 0) add(counts, mixed(before, hash), PAIR);
    before = hash;
    addParts(counts, `^${word}$`);
  }
  return normalised(counts);
}

export function hashEmbeddings(texts: readonly string[]): readonly (Float32Array | undefined)[] {
  return texts.map(hashEmbedding);
}

/** Parts of one word count less the more there are, so that long words do not drown the others. */
function addParts(counts: Map<number, number>, word: string): void {
  const parts = word.length - PART_LENGTH + 1;
  const weight = (PART * 3) / Math.sqrt(9 + parts);
  for (let at = 0; at < parts; at += 1) add(counts, hashOf(word, at, at + PART_LENGTH) ^ 0x5bd1e995, weight);
}

function add(counts: Map<number, number>, feature: number, weight: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + weight);
}

/** A feature that comes often counts by its root; its sign is from its hash, so that those that fall together cancel out. */
function normalised(counts: ReadonlyMap<number, number>): Float32Array {
  const vector = new Float32Array(HASH_DIMENSIONS);
  for (const [feature, count] of counts) {
    const place = mixed(feature, 0x9e3779b9);
    const at = (place >>> 8) % HASH_DIMENSIONS;
    vector[at] = vector[at]! + ((place & 1) === 0 ? 1 : -1) * Math.sqrt(count);
  }
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  for (let at = 0; at < vector.length; at += 1) vector[at] = vector[at]! / length;
  return vector;
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}

function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ (b >>> 15) ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}
