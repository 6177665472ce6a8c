import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../base/errors.js';
import { createHeader } from './header.js';
import type { JsonObject } from './schema.js';
import type { Frames, OutgoingMessage } from './wire.js';
import { EncodedContent, Wire } from './wire.js';
import { WireError } from './wire-error.js';

const KEY = 'a0436f6c-1916-498b-8eb9-e81ab9368e84';
/** Where the frames of a message without identities are. */
const AT = { delimiter: 0, signature: 1, header: 2, parent: 3, metadata: 4, content: 5 } as const;

const sender = { session: 's', username: 'u' };
const header = createHeader('execute_request', sender);
const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/** What a sender with the key makes of any four frames. */
function signed(parts: readonly Uint8Array[], buffers: Frames = []): Uint8Array[] {
  const hmac = createHmac('sha256', KEY);
  for (const part of parts) hmac.update(part);
  return [text('<IDS|MSG>'), text(hmac.digest('hex')), ...parts, ...buffers];
}

function refusal(frames: Frames, wire = new Wire(KEY)): WireError {
  try {
    wire.decode(frames);
  } catch (error) {
    assert.ok(error instanceof WireError, String(error));
    return error;
  }
  return assert.fail('accepted');
}

const messages: fc.Arbitrary<Required<OutgoingMessage> & { readonly content: JsonObject }> = fc.record({
  identities: fc.array(fc.uint8Array({ maxLength: 8 })),
  header: fc.constant(header),
  parentHeader: fc.constantFrom(undefined, createHeader('parent', sender)),
  metadata: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Record<string, string>>,
  content: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()) as fc.Arbitrary<Record<string, string>>,
  buffers: fc.array(fc.uint8Array()),
});

const bytes = (frames: Frames): number[][] => frames.map((frame) => [...frame]);

describe('a message', () => {
  test('arrives as it was sent', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const received = new Wire(KEY).decode(new Wire(KEY).encode(message));
        assert.deepEqual(bytes(received.identities), bytes(message.identities));
        assert.deepEqual(bytes(received.buffers), bytes(message.buffers));
        assert.deepEqual(received.header, message.header);
        assert.deepEqual(received.parentHeader, message.parentHeader);
        // As JSON, which has no -0.
        assert.equal(JSON.stringify(received.metadata), JSON.stringify(message.metadata));
        assert.equal(JSON.stringify(received.content), JSON.stringify(message.content));
      }),
    );
  });

  test('is the same on the wire when its content has been encoded before', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const content = new EncodedContent(Buffer.from(JSON.stringify(message.content)));
        const [encoded, plain] = [new Wire(KEY).encode({ ...message, content }), new Wire(KEY).encode(message)];
        assert.deepEqual(bytes(encoded), bytes(plain));
      }),
    );
  });

  test('has the frames that the specification says', () => {
    const frames = new Wire(KEY).encode({
      identities: [text('id')],
      header,
      content: { code: 'é' },
      buffers: [text('b')],
    });
    const parts = frames.map((frame) => Buffer.from(frame).toString('utf8'));
    const hmac = createHmac('sha256', KEY).update(parts.slice(3, 7).join('')).digest('hex');
    assert.deepEqual(parts, ['id', '<IDS|MSG>', hmac, JSON.stringify(header), '{}', '{}', '{"code":"é"}', 'b']);
  });

  test('may be spelt as its sender likes: the received bytes are what is signed', () => {
    const spaced = text(`{ "msg_id":"1","session":"s", "msg_type" : "x\\u0079" , "subshell_id":null}\n`);
    const message = new Wire(KEY).decode(signed([spaced, text('{ }'), text('{}'), text(' {"a":1.0}')]));
    assert.deepEqual(message.header, {
      ...{ msg_id: '1', session: 's', msg_type: 'xy', subshell_id: null },
      ...{ username: '', date: '', version: '5.0' },
    });
    assert.equal(message.parentHeader, undefined);
    assert.deepEqual(message.content, { a: 1 });
  });

  test('carries numbers that JSON does not have as null, and no bigint', () => {
    const frames = new Wire(KEY).encode({ header, content: { list: [NaN, Infinity, -Infinity], none: undefined } });
    assert.equal(Buffer.from(frames[AT.content]!).toString(), '{"list":[null,null,null]}');
    const content = { count: 1n } as unknown as Record<string, number>;
    assert.throws(() => new Wire(KEY).encode({ header, content }), { code: 'WIRE_JSON', message: /bigint/ });
  });

  test('has a header with id, date and version', () => {
    const made = createHeader('status', sender, new Date(0));
    assert.match(made.msg_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d+$/);
    assert.notEqual(made.msg_id, createHeader('status', sender).msg_id);
    const rest = { ...sender, date: '1970-01-01T00:00:00.000Z', msg_type: 'status', version: '5.4' };
    assert.deepEqual(made, { msg_id: made.msg_id, ...rest });
  });
});

describe('the signature', () => {
  test('needs a key', () => {
    assert.throws(
      () => new Wire(''),
      (error) => error instanceof SpellError && error.code === 'WIRE_KEY',
    );
  });

  test('of another key does not fit', () => {
    const frames = new Wire('another').encode({ header, content: {} });
    assert.equal(refusal(frames).code, 'WIRE_SIGNATURE');
  });

  test('is refused when empty, shorter, longer, in capitals', () => {
    const frames = new Wire(KEY).encode({ header, content: {} });
    const signature = Buffer.from(frames[AT.signature]!).toString();
    for (const other of ['', signature.slice(2), `${signature}00`, signature.toUpperCase(), `${signature} `]) {
      const changed = frames.with(AT.signature, text(other));
      assert.equal(refusal(changed).code, 'WIRE_SIGNATURE', other);
    }
  });

  test('is verified before anything is parsed', () => {
    const frames = signed([text('{'), text('\xff'), text('[]'), text('')]);
    assert.equal(refusal(frames).code, 'WIRE_JSON');
    assert.equal(refusal(frames.with(AT.content, text(' '))).code, 'WIRE_SIGNATURE');
    assert.equal(refusal(frames.with(AT.content, text(' '))).header, undefined);
  });

  test('covers every byte from delimiter to content', () => {
    const frames = new Wire(KEY).encode({ header, parentHeader: header, metadata: { a: 1 }, content: { code: 'é' } });
    for (const [index, frame] of frames.entries()) {
      for (let at = 0; at < frame.length; at++) {
        for (const bit of [0x01, 0x20, 0x80]) {
          const changed = Uint8Array.from(frame);
          changed[at]! ^= bit;
          const { code } = refusal(frames.with(index, changed));
          assert.equal(code, index === AT.delimiter ? 'WIRE_DELIMITER' : 'WIRE_SIGNATURE', `${index} ${at}`);
        }
      }
    }
  });

  test('covers the order of the frames', () => {
    const frames = new Wire(KEY).encode({ header, parentHeader: header, metadata: { a: 1 }, content: { code: 'x' } });
    fc.assert(
      fc.property(fc.shuffledSubarray(frames, { minLength: frames.length }), (shuffled) => {
        fc.pre(shuffled.some((frame, index) => Buffer.compare(frame, frames[index]!) !== 0));
        refusal(shuffled);
      }),
    );
  });

  test('does not cover where one frame ends and the next begins, but JSON does', () => {
    const whole = new Wire(KEY).encode({ header, parentHeader: header, content: { code: '{}{}' } });
    const joined = Buffer.concat(whole.slice(AT.header));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: joined.length }), { minLength: 3, maxLength: 3 }), (cuts) => {
        const [a, b, c] = cuts.toSorted((x, y) => x - y) as [number, number, number];
        const parts = [joined.subarray(0, a), joined.subarray(a, b), joined.subarray(b, c), joined.subarray(c)];
        fc.pre(parts.some((part, index) => Buffer.compare(part, whole[AT.header + index]!) !== 0));
        assert.equal(refusal(signed(parts)).code, 'WIRE_JSON');
      }),
    );
  });

  test('does not cover identities and buffers', () => {
    const frames = new Wire(KEY).encode({ identities: [text('a')], header, content: {}, buffers: [text('b')] });
    const changed = frames.with(0, text('x')).with(-1, text('y'));
    const message = new Wire(KEY).decode(changed);
    assert.deepEqual([bytes(message.identities), bytes(message.buffers)], [[[120]], [[121]]]);
  });

  test('is accepted once, on whatever channel and whatever else is changed', () => {
    const wire = new Wire(KEY);
    const frames = new Wire(KEY).encode({ header, content: {} });
    wire.decode(frames);
    assert.equal(refusal(frames, wire).code, 'WIRE_DUPLICATE');
    const again = refusal([text('other'), ...frames, text('buffer')], wire);
    assert.equal(again.code, 'WIRE_DUPLICATE');
    assert.equal(again.header, undefined);
    wire.decode(new Wire(KEY).encode({ header: createHeader('execute_request', sender), content: {} }));
  });

  test('that does not fit is not remembered', () => {
    const wire = new Wire(KEY);
    const frames = wire.encode({ header, content: {} });
    assert.equal(refusal(frames.with(AT.content, text('{ }')), wire).code, 'WIRE_SIGNATURE');
    wire.decode(frames);
  });
});

describe('frames that are no message', () => {
  const good = [text(JSON.stringify(header)), text('{}'), text('{}'), text('{}')];
  const id = text('id');
  const withPart = (index: number, part: Uint8Array): WireError => refusal([id, ...signed(good.with(index, part))]);

  test('lack the delimiter or what follows it', () => {
    const frames = signed(good);
    assert.equal(refusal([]).code, 'WIRE_DELIMITER');
    assert.equal(refusal(frames.slice(1)).code, 'WIRE_DELIMITER');
    for (let length = 1; length < frames.length; length++) {
      assert.equal(refusal(frames.slice(0, length)).code, 'WIRE_TRUNCATED', String(length));
    }
    for (const [index, frame] of frames.entries()) {
      for (let length = 0; length < frame.length; length++) refusal(frames.with(index, frame.subarray(0, length)));
    }
  });

  test('are not UTF-8, not JSON, or not objects', () => {
    for (const index of [0, 1, 2, 3]) {
      assert.equal(withPart(index, Uint8Array.of(0x7b, 0xc3, 0x7d)).code, 'WIRE_UTF8');
      assert.equal(withPart(index, text('')).code, 'WIRE_JSON');
      assert.equal(withPart(index, text('\ufeff{}')).code, 'WIRE_JSON');
      assert.equal(withPart(index, text('{"a":NaN}')).code, 'WIRE_JSON');
      for (const other of ['null', '[]', '1', '"x"'])
        assert.equal(withPart(index, text(other)).code, 'WIRE_NOT_OBJECT');
    }
  });

  test('have a header that is not one', () => {
    const error = withPart(0, text('{"msg_id":"1","session":"s"}'));
    assert.deepEqual(
      [error.code, error.message],
      ['WIRE_HEADER', 'header.msg_type is missing; it must be a non-empty string'],
    );
    assert.equal(error.header, undefined);
    assert.match(withPart(1, text('{"msg_id":1}')).message, /parent_header\.msg_id must be a non-empty string/);
  });

  test('can be answered when the header was readable', () => {
    const error = withPart(3, text('[]'));
    assert.deepEqual(error.header, header);
    assert.deepEqual(bytes(error.identities), bytes([id]));
    assert.equal(error.message, 'The content is not a JSON object');
  });
});
