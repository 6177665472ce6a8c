// Frames that are damaged at random, with and without the key: nothing unsigned is accepted, nothing crashes, nothing leaks.
//
// LLMSPELL_FUZZ_FRAMES sets how many messages are tried (default 20,000; the long run is 1,000,000),
// LLMSPELL_FUZZ_SEED repeats a run that failed.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SpellError } from '../../src/base/errors.js';
import { createHeader } from '../../src/protocol/header.js';
import { isNotificationType, parseNotification } from '../../src/protocol/notifications.js';
import { parseReply, parseRequest, requestNameOf } from '../../src/protocol/requests.js';
import { WireError } from '../../src/protocol/wire-error.js';
import type { Message } from '../../src/protocol/wire.js';
import { Wire } from '../../src/protocol/wire.js';

const FRAMES = Number(process.env['LLMSPELL_FUZZ_FRAMES'] ?? 20_000);
const SEED = Number(process.env['LLMSPELL_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const KEY = 'a0436f6c-1916-498b-8eb9-e81ab9368e84';
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;
const DELIMITER = Buffer.from('<IDS|MSG>');

type Frames = Uint8Array[];

/** xorshift32. @returns a number from 0 up to, but not including, `below` */
function createRandom(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const random = createRandom(SEED);
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;

const sender = { session: 'fuzz', username: 'u' };
const header = (type: string): ReturnType<typeof createHeader> => createHeader(type, sender);
const contents: readonly (readonly [string, Record<string, string | number | boolean>])[] = [
  ['execute_request', { code: 'print("é")', silent: false, store_history: true, allow_stdin: false }],
  ['complete_request', { code: 'pri', cursor_pos: 3 }],
  ['history_request', { hist_access_type: 'tail', n: 3, output: false, raw: true }],
  ['execute_reply', { status: 'ok', execution_count: 1 }],
  ['comm_msg', { comm_id: 'c' }],
  ['debug_request', { type: 'request', seq: 1, command: 'attach' }],
  ['shutdown_request', { restart: false }],
];

const TOKENS = ['{', '}', '[', ']', '"', ':', ',', 'null', 'NaN', '1e999', '\\u0000', '\ufeff', '\xff', '<IDS|MSG>'];
const SHAPES = ['{}', 'null', '[]', '{"__proto__":1}', '{"code":{}}', '{"status":"constructor"}', ''];

/** Each answers with other frames than it was given. */
const mutations: readonly ((frames: Frames) => Frames)[] = [
  (frames) => changeFrame(frames, (frame) => frame.map((byte, at) => (at === 0 ? byte ^ (1 << random(8)) : byte))),
  (frames) => changeFrame(frames, flipBit),
  (frames) => changeFrame(frames, (frame) => frame.subarray(0, random(frame.length + 1))),
  (frames) => changeFrame(frames, (frame) => splice(frame, random(frame.length + 1), Buffer.from(pick(TOKENS)))),
  (frames) => changeFrame(frames, () => Buffer.from(pick(SHAPES))),
  (frames) => changeFrame(frames, () => Buffer.from(Array.from({ length: random(40) }, () => random(256)))),
  (frames) => frames.toSpliced(random(frames.length), 1),
  (frames) => frames.toSpliced(random(frames.length + 1), 0, frames.length > 0 ? pick(frames) : DELIMITER),
  (frames) => frames.slice(0, random(frames.length + 1)),
  (frames) =>
    changeFrame(
      changeFrame(frames, () => pick(frames)),
      flipBit,
    ),
];

function changeFrame(frames: Frames, change: (frame: Uint8Array) => Uint8Array): Frames {
  if (frames.length === 0) return [Buffer.from(pick(SHAPES))];
  const index = random(frames.length);
  return frames.with(index, change(frames[index]!));
}

function flipBit(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  if (copy.length > 0) copy[random(copy.length)]! ^= 1 << random(8);
  return copy;
}

function splice(frame: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([frame.subarray(0, at), inserted, frame.subarray(at)]);
}

function digest(parts: Frames): string {
  const hmac = createHmac('sha256', KEY);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

/** Whether the frames carry the right signature, computed apart from the code under test. */
function isSigned(frames: Frames): boolean {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  const parts = frames.slice(at + 2, at + 6);
  return at >= 0 && parts.length === 4 && Buffer.from(frames[at + 1]!).toString('latin1') === digest(parts);
}

/** As one who holds the key would send them. */
function sign(frames: Frames): Frames {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (at < 0 || frames.length < at + 6) return frames;
  return frames.with(at + 1, Buffer.from(digest(frames.slice(at + 2, at + 6))));
}

function check(message: Message): void {
  const { msg_type: type } = message.header;
  const request = requestNameOf(type);
  const replied = requestNameOf(type.replace(/_reply$/, '_request'));
  if (request) parseRequest(request, message.content);
  else if (replied) parseReply(replied, message.content);
  else if (isNotificationType(type)) parseNotification(type, message.content);
}

/** @returns whether the frames were taken for a message */
function receive(wire: Wire, frames: Frames): boolean {
  let message: Message;
  try {
    message = wire.decode(frames);
  } catch (error) {
    assert.ok(error instanceof WireError, `${String(error)}, seed ${SEED}`);
    return false;
  }
  assert.ok(isSigned(frames), `accepted without its signature, seed ${SEED}`);
  try {
    check(message);
  } catch (error) {
    assert.ok(error instanceof SpellError && error.code === 'MESSAGE_CONTENT', `${String(error)}, seed ${SEED}`);
  }
  return true;
}

function mutated(frames: Frames): Frames {
  let result = frames;
  for (let count = 1 + random(3); count > 0; count--) result = pick(mutations)(result);
  return result;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heapBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test(`${FRAMES} damaged messages`, () => {
  const [author, wire] = [new Wire(KEY), new Wire(KEY)];
  const taken = { unsigned: 0, signed: 0 };
  const before = heapBytes();
  for (let count = 0; count < FRAMES; count++) {
    const [type, content] = pick(contents);
    const buffers = [Buffer.alloc(random(9), 7)].slice(random(2));
    const whole = author.encode({ identities: [DELIMITER.subarray(1)], header: header(type), content, buffers });
    const damaged = mutated(whole);
    if (count % 2 === 0) taken.unsigned += Number(receive(wire, damaged));
    else taken.signed += Number(receive(wire, sign(damaged)));
  }
  const growth = heapBytes() - before;
  assert.ok(growth < MAX_GROWTH_BYTES, `the heap has grown by ${growth} bytes, seed ${SEED}`);
  // Otherwise the run has tried nothing: damage to identities and buffers is accepted, signed nonsense often.
  assert.ok(taken.unsigned > 0 && taken.signed > taken.unsigned, `${JSON.stringify(taken)}, seed ${SEED}`);
});
