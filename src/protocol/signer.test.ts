import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Signer } from './signer.js';

test('signs any text with any key as HMAC-SHA256 does', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(texts, fc.array(texts), (key, signed) => {
      const signer = new Signer(key);
      for (const text of signed) {
        const { bytes, signature } = signer.sign(text);
        assert.equal(signature, createHmac('sha256', Buffer.from(key)).update(text).digest('hex'));
        assert.deepEqual(bytes, Buffer.from(text));
        assert.equal(signer.digest([bytes.subarray(0, 1), bytes.subarray(1)]).toString('hex'), signature);
      }
    }),
  );
});

test('text and bytes behind it are signed and given as one', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 100 });
  fc.assert(
    fc.property(texts, texts, (text, more) => {
      const signed = new Signer('key').sign(text, Buffer.from(more));
      assert.deepEqual(signed, new Signer('key').sign(text + more));
    }),
  );
});
