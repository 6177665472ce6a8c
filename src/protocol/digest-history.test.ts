import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { DigestHistory } from './digest-history.js';

const digestOf = (value: number): Buffer => createHash('sha256').update(String(value)).digest();

test('a digest is new once, and again when it has been forgotten', () => {
  const history = new DigestHistory(4);
  for (const value of [1, 2, 3, 4]) assert.equal(history.add(digestOf(value)), true);
  for (const value of [1, 2, 3, 4]) assert.equal(history.add(digestOf(value)), false);
  assert.equal(history.add(digestOf(5)), true);
  assert.equal(history.size, 4);
  assert.equal(history.add(digestOf(2)), false);
  assert.equal(history.add(digestOf(1)), true);
});

test('keeps the last 65,536', () => {
  const history = new DigestHistory();
  const kept = 65_536;
  for (let value = 0; value < kept + 100; value++) history.add(digestOf(value));
  assert.equal(history.size, kept);
  assert.equal(history.add(digestOf(100)), false);
  assert.equal(history.add(digestOf(kept + 99)), false);
  assert.equal(history.add(digestOf(99)), true);
});

test('answers as a list of the last ones does, also where digests collide', () => {
  // Few first bytes, so that they land in the same slots and step over the end of the table.
  const digests = fc.tuple(fc.constantFrom(0, 1, 14, 15), fc.nat({ max: 9 })).map(([home, rest]) => {
    const digest = Buffer.alloc(32);
    digest[0] = home;
    digest[31] = rest;
    return digest;
  });
  fc.assert(
    fc.property(fc.array(digests, { maxLength: 200 }), (sequence) => {
      const history = new DigestHistory(8);
      const last: string[] = [];
      for (const digest of sequence) {
        const hex = digest.toString('hex');
        assert.equal(history.add(digest), !last.includes(hex));
        if (!last.includes(hex)) last.push(hex);
        if (last.length > 8) last.shift();
        assert.equal(history.size, last.length);
      }
    }),
  );
});

test('refuses what is no digest and no capacity', () => {
  assert.throws(() => new DigestHistory(3), /power of two, not 3/);
  assert.throws(() => new DigestHistory(0), RangeError);
  assert.throws(() => new DigestHistory(4).add(Buffer.alloc(31)), /32 bytes, not 31/);
});
