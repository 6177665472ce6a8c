// Messages as ZeroMQ frames: identities, <IDS|MSG>, signature, header, parent header, metadata, content, buffers. Any thread.
//
// The signature covers the four JSON frames as they were received; it is verified before any of them is parsed. Jupyter
// does not sign identities and buffers: who can write to the socket can change them, with or without the key.

import type { KeyObject } from 'node:crypto';
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { SpellError } from '../base/errors.js';
import { DigestHistory } from './digest-history.js';
import type { Header } from './header.js';
import { headerSchema } from './header.js';
import type { JsonObject } from './schema.js';
import { isObject } from './schema.js';
import { Signer } from './signer.js';
import { WireError } from './wire-error.js';

const DELIMITER = Buffer.from('<IDS|MSG>');
const EMPTY = Buffer.from('{}');
/** Signature, header, parent header, metadata, content. */
const FRAMES_AFTER_DELIMITER = 5;
const SMALL_FRAME_BYTES = 4_096;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type Frames = readonly Uint8Array[];

/** A content that is JSON of an object already. Its bytes are read once, when the message is encoded, and hold only until then. */
export class EncodedContent {
  constructor(readonly bytes: Uint8Array) {}
}

export interface OutgoingMessage {
  /** Where it goes; on iopub the topic. */
  readonly identities?: Frames;
  readonly header: Header;
  /** Of the message that this one comes from; `{}` on the wire when there is none. */
  readonly parentHeader?: Header | undefined;
  readonly metadata?: JsonObject;
  readonly content: JsonObject | EncodedContent;
  /** Sent as they are. */
  readonly buffers?: Frames;
}

/** What has been received, verified and parsed; the content is not checked yet. Integers beyond 2^53 have lost precision. */
export interface Message {
  readonly identities: Frames;
  readonly header: Header;
  readonly parentHeader: Header | undefined;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  /** Views of the received frames. */
  readonly buffers: Frames;
}

/** The two directions of one key. All channels of a kernel share one, so a message cannot be sent again on another. */
export class Wire {
  readonly #key: KeyObject;
  readonly #signer: Signer;
  readonly #seen: DigestHistory;
  /** The last one that was encoded. */
  #parent: { readonly header: Header; readonly text: string } | undefined;

  /** @throws SpellError `WIRE_KEY` when the key is empty: signatures would prove nothing */
  constructor(key: string, seen = new DigestHistory()) {
    if (key === '') {
      throw new SpellError('WIRE_KEY', 'The key of the connection is empty', {
        help: 'give the connection file a key; unsigned messages are not supported',
      });
    }
    this.#key = createSecretKey(key, 'utf8');
    this.#signer = new Signer(key);
    this.#seen = seen;
  }

  /** @throws WireError `WIRE_JSON` for values that JSON does not have; numbers that are not finite become null */
  encode(message: OutgoingMessage): Uint8Array[] {
    const { parentHeader: parent, metadata, content } = message;
    const encoded = content instanceof EncodedContent ? content.bytes : undefined;
    const texts = [
      encodeJson('header', message.header),
      parent === undefined ? '{}' : this.#encodeParent(parent),
      metadata === undefined ? '{}' : encodeJson('metadata', metadata),
      ...(content instanceof EncodedContent ? [] : [encodeJson('content', content)]),
    ];
    const { bytes, signature } = this.#signer.sign(texts.join(''), encoded);
    return [
      ...(message.identities ?? []),
      DELIMITER,
      Buffer.from(signature, 'latin1'),
      ...cut(bytes, texts, encoded?.byteLength),
      ...(message.buffers ?? []),
    ];
  }

  /** @throws WireError for everything that is not a whole, signed, new message */
  decode(frames: Frames): Message {
    const { identities, signature, signed, buffers } = split(frames);
    this.#verify(signature, signed, identities);
    const header = parseHeader(decodeJson('header', signed[0]!, { identities }), 'header', { identities });
    const origin = { identities, header };
    const parent = decodeJson('parent_header', signed[1]!, origin);
    return {
      identities,
      header,
      parentHeader: Object.keys(parent).length === 0 ? undefined : parseHeader(parent, 'parent_header', origin),
      metadata: decodeJson('metadata', signed[2]!, origin),
      content: decodeJson('content', signed[3]!, origin),
      buffers,
    };
  }

  /** What comes from one message is sent one after the other, as a rule. */
  #encodeParent(header: Header): string {
    if (this.#parent?.header !== header) this.#parent = { header, text: encodeJson('parent_header', header) };
    return this.#parent.text;
  }

  #digest(signed: Frames): Buffer {
    if (signed.every(({ byteLength }) => byteLength <= SMALL_FRAME_BYTES)) return this.#signer.digest(signed);
    const hmac = createHmac('sha256', this.#key);
    for (const frame of signed) hmac.update(frame);
    return hmac.digest();
  }

  /** Compares the hexadecimal text, byte by byte in constant time: another spelling of the same digest is not accepted. */
  #verify(signature: Uint8Array, signed: Frames, identities: Frames): void {
    const digest = this.#digest(signed);
    const expected = Buffer.from(digest.toString('hex'), 'latin1');
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new WireError('WIRE_SIGNATURE', 'The signature does not fit: another key, or the message was changed');
    }
    if (!this.#seen.add(digest)) {
      throw new WireError('WIRE_DUPLICATE', 'The message has been received before', { identities });
    }
  }
}

interface Parts {
  readonly identities: Frames;
  readonly signature: Uint8Array;
  readonly signed: Frames;
  readonly buffers: Frames;
}

function split(frames: Frames): Parts {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (at < 0) throw new WireError('WIRE_DELIMITER', `None of the ${frames.length} frames is the delimiter <IDS|MSG>`);
  const rest = frames.slice(at + 1);
  if (rest.length < FRAMES_AFTER_DELIMITER) {
    const message = `There are ${rest.length} frames after the delimiter, and a message has ${FRAMES_AFTER_DELIMITER} or more`;
    throw new WireError('WIRE_TRUNCATED', message);
  }
  return {
    identities: frames.slice(0, at),
    signature: rest[0]!,
    signed: rest.slice(1, FRAMES_AFTER_DELIMITER),
    buffers: rest.slice(FRAMES_AFTER_DELIMITER),
  };
}

interface Origin {
  readonly identities: Frames;
  readonly header?: Header;
}

function decodeJson(part: string, frame: Uint8Array, origin: Origin): JsonObject {
  if (EMPTY.equals(frame)) return {};
  const value = parseText(part, decodeText(part, frame, origin), origin);
  if (!isObject(value)) throw new WireError('WIRE_NOT_OBJECT', `The ${part} is not a JSON object`, origin);
  return value;
}

function decodeText(part: string, frame: Uint8Array, origin: Origin): string {
  try {
    return utf8.decode(frame);
  } catch (cause) {
    throw new WireError('WIRE_UTF8', `The ${part} is not UTF-8`, { ...origin, cause });
  }
}

function parseText(part: string, text: string, origin: Origin): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError('WIRE_JSON', `The ${part} is not JSON`, { ...origin, cause });
  }
}

function parseHeader(value: JsonObject, part: string, origin: Origin): Header {
  try {
    return headerSchema.parse(value, part);
  } catch (cause) {
    throw new WireError('WIRE_HEADER', cause instanceof Error ? cause.message : String(cause), { ...origin, cause });
  }
}

/** The bytes of each of the texts that were joined, and of what came behind them. */
function cut(bytes: Buffer, texts: readonly string[], encodedBytes?: number): Buffer[] {
  let at = 0;
  const frames = texts.map((text) => bytes.subarray(at, (at += Buffer.byteLength(text))));
  return encodedBytes === undefined ? frames : [...frames, bytes.subarray(at)];
}

function encodeJson(part: string, value: JsonObject | Header): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new WireError(
      'WIRE_JSON',
      `The ${part} holds what JSON has not: a bigint, a circle, too many levels or too much text`,
      {
        cause,
      },
    );
  }
}
