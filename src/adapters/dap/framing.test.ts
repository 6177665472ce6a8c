import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameReader, MAX_MESSAGE_BYTES, encodeFrame } from './framing.js';

const message = fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), fc.integer()));

test('messages come out however their bytes are split', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(64)), (messages, sizes) => {
      const bytes = Buffer.concat(messages.map((each) => encodeFrame(each)));
      const reader = new FrameReader();
      const seen: unknown[] = [];
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const size = sizes.length === 0 ? bytes.length : 1 + (sizes[i % sizes.length] ?? 0);
        seen.push(...reader.take(bytes.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(
        seen.map((framed) => JSON.stringify((framed as { message: unknown }).message)),
        messages.map((each) => JSON.stringify(each)),
      );
    }),
  );
});

const MALFORMED: Readonly<Record<string, string>> = {
  'no length': 'Content-Type: x\r\n\r\n',
  'a length that is no number': 'Content-Length: many\r\n\r\n',
  'a body that is no JSON': 'Content-Length: 3\r\n\r\n{x}',
  'a body that is no object': 'Content-Length: 2\r\n\r\n[]',
  'a header without end': 'x'.repeat(9000) + '\r\n\r\n',
};

for (const [name, text] of Object.entries(MALFORMED)) {
  test(`${name} is told, and what follows is read`, () => {
    const reader = new FrameReader();
    const seen = [...reader.take(Buffer.from(text)), ...reader.take(encodeFrame({ seq: 1 }))];
    assert.ok(seen.length >= 2);
    assert.equal(seen[0]!.type, 'malformed');
    assert.deepEqual(seen.at(-1), { type: 'message', message: { seq: 1 } });
  });
}

test('a message that is too large is passed over', () => {
  const reader = new FrameReader();
  const [first] = reader.take(Buffer.from(`Content-Length: ${MAX_MESSAGE_BYTES + 1}\r\n\r\n`));
  assert.equal(first?.type, 'malformed');
  const piece = Buffer.alloc(MAX_MESSAGE_BYTES / 4, 'x');
  for (let i = 0; i < 4; i++) assert.deepEqual(reader.take(piece), []);
  assert.equal(reader.take(Buffer.concat([Buffer.from('x'), encodeFrame({ seq: 2 })]))[0]?.type, 'message');
});

test('other header lines and letters of any case are taken', () => {
  const body = '{"seq":3}';
  const [framed] = new FrameReader().take(
    Buffer.from(`Content-Type: application/json\r\ncontent-length:${body.length}\r\n\r\n${body}`),
  );
  assert.deepEqual(framed, { type: 'message', message: { seq: 3 } });
});
