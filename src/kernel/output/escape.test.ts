import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodedStream } from './encoded-stream.js';
import { Escaper } from './escape.js';

const escaper = new Escaper();
const inside = (text: string): string => Buffer.from(escaper.escape('', Buffer.from(text), '')).toString();

/** Letters that JSON writes in other ways than others, among such that look like them to who compares several bytes at once. */
const odd = fc.constantFrom(
  ...Array.from('\0\u0001\b\t\n\v\f\r\u001b\u001f !"#[\\]\u007f\u0080\u00a2\u00dc\u2028é中🎉\ufeff\ufffd'),
);
const text = fc.oneof(
  fc.string({ unit: fc.oneof(odd, fc.constant('x')), maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('text is escaped as JSON.stringify does, wherever what is odd stands', () => {
  fc.assert(
    fc.property(text, (value) => {
      // Half of a pair is no text that UTF-8 could carry.
      const carried = Buffer.from(value).toString();
      assert.equal(`"${inside(value)}"`, JSON.stringify(carried));
    }),
    { numRuns: 2000 },
  );
});

test('every byte of ASCII at every place of a word', () => {
  for (let code = 0; code < 128; code++) {
    for (let at = 0; at < 17; at++) {
      const value = `${'a'.repeat(at)}${String.fromCharCode(code)}${'b'.repeat(16 - at)}`;
      assert.equal(`"${inside(value)}"`, JSON.stringify(value));
    }
  }
});

test('pieces of any length, the longest answer included', () => {
  for (const length of [0, 1, 7, 8, 9, 4_096, 32_768, 100_000, 1_000_000]) {
    for (const unit of ['x', '\n', '\u0001', '🎉']) {
      const value = unit.repeat(length / unit.length);
      assert.equal(`"${inside(value)}"`, JSON.stringify(value), `${length} of ${JSON.stringify(unit)}`);
    }
  }
});

test('the content of a stream message is what JSON.stringify makes of it', () => {
  fc.assert(
    fc.property(fc.constantFrom('stdout' as const, 'stderr' as const), text, (name, value) => {
      const bytes = Buffer.from(value);
      const { bytes: content } = encodedStream(name, bytes);
      assert.equal(Buffer.from(content).toString(), JSON.stringify({ name, text: bytes.toString() }));
    }),
  );
});
