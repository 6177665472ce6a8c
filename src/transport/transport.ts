// How messages travel: the two ends of a connection, without knowledge of what is in the messages. Control thread; the
// interface itself is free of Node.

import type { Disposable } from '../base/disposable.js';

/**
 * One message: its frames, in order. Nobody changes frames once they have been sent, neither end: they may be shared with
 * other receivers and with the thread that writes them out. Whoever receives them may keep them.
 */
export type Frames = readonly Uint8Array[];

/** Channels on which clients ask and the kernel answers. `stdin` is the one on which the kernel asks. */
export type RequestChannel = 'shell' | 'control' | 'stdin';

/** What a client reads: answers, and what the kernel publishes. */
export type ClientChannel = RequestChannel | 'iopub';

/** A message of a client, and where to send the answer. */
export interface Incoming {
  /** Chosen by the client (the same on all its channels, where it uses ours) or by the transport. Not proof of anything. */
  readonly client: Uint8Array;
  readonly frames: Frames;
}

/**
 * What waits for one subscriber at most. Over ZeroMQ one that is less than half of this behind loses nothing; one that does not
 * read is kept this many, and loses what comes after them until it reads again.
 */
export const SUBSCRIBER_QUEUE_MESSAGES = 6_144;

/**
 * Publishers cut output into messages of about this size. ZeroMQ counts messages and not bytes, so it is this that bounds the
 * memory of a subscriber that does not read, to 192 MiB.
 */
export const OUTPUT_CHUNK_BYTES = 32 * 1024;

/**
 * What large messages (images, frames of more than 64 KiB) may take while subscribers over ZeroMQ do not read them, before each of them
 * takes a place in their queues for every 32 KiB.
 */
export const LARGE_BACKLOG_BYTES = 128 * 1024 * 1024;

/** Answers that wait for one client; those beyond are dropped. */
export const REPLY_QUEUE_MESSAGES = 4_096;

/** What waits for the reader of one channel, on either end; beyond it the sender waits. One message may always wait, whatever its size. */
export const INBOX_LIMITS = { messages: 1_000, bytes: 64 * 1024 * 1024 } as const;

/** The largest frame that is received from others; who sends a larger one is disconnected. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024;

/** The kernel's end: one, whatever the number of clients. Nothing here throws because of a client. */
export interface KernelTransport extends Disposable {
  /**
   * What clients send on a channel, in the order of each client. Messages without content of any kind arrive like others.
   * One reader at a time.
   * @param signal ends the iteration; what has not been read stays for the next reader
   */
  receive(channel: RequestChannel, signal?: AbortSignal): AsyncIterable<Incoming>;

  /** One item for each subscription of each client: the topic. For an answer on iopub that says "you are subscribed". */
  subscriptions(signal?: AbortSignal): AsyncIterable<Uint8Array>;

  /** Sends to one client. Dropped if it has gone or does not read. */
  send(channel: RequestChannel, client: Uint8Array, frames: Frames): void;

  /**
   * Sends to all subscribers, on iopub. The first frame is the topic.
   * @returns in memory, where nothing is lost: a promise when the queue of a subscriber is full, which resolves when there is
   *   room (or the subscriber or this end has gone); the publisher waits for it before it goes on. Over ZeroMQ never a promise:
   *   subscribers that are too far behind lose the message.
   */
  publish(frames: Frames): void | Promise<void>;

  /**
   * Called within {@link publish} with how many small messages, which mean nothing, are to be published after this one: a subscriber that
   * does not read has a queue that is bounded by their number.
   */
  onCrowded: ((messages: number) => void) | undefined;

  /** Called with a client whose connection on stdin has ended while stdin is read, or that was sent something there and has none. */
  onGone: ((client: Uint8Array) => void) | undefined;

  /** Clients that are connected now. */
  connections(): number;

  /** Ends all iterations and closes all that is open. Messages that are on their way get a moment to arrive. */
  dispose(): Promise<void>;
}

/**
 * A client's end. It outlives its kernel: nothing arrives while there is none. Over ZeroMQ it goes on with a kernel that comes after
 * it at the same place; its subscription does so while it reads.
 */
export interface ClientTransport extends Disposable {
  /**
   * Answers on a channel, or what is published once {@link subscribe} has been called. One reader at a time.
   * @param signal ends the iteration; what has not been read stays for the next reader
   */
  receive(channel: ClientChannel, signal?: AbortSignal): AsyncIterable<Frames>;

  /**
   * Resolves when the message is under way, at once as a rule; later if the kernel does not read.
   * @throws Error if this end is disposed before that
   */
  send(channel: RequestChannel, frames: Frames): Promise<void>;

  /** Asks for all that is published from now on, whatever its topic. */
  subscribe(): void;

  /** Whether the kernel's heartbeat answers within the time. A single beat may get lost where one kernel follows another. */
  ping(timeoutMs: number): Promise<boolean>;

  /** Ends all iterations and closes all that is open. */
  dispose(): Promise<void>;
}

/** The error of sending on an end that has been disposed. */
export function closedError(): Error {
  return new Error('The transport is closed.');
}

/** @throws TypeError for a message without frames, which cannot travel */
export function assertFrames(frames: Frames): void {
  if (frames.length === 0) throw new TypeError('A message needs at least one frame.');
}

export function byteLength(frames: Frames): number {
  let bytes = 0;
  for (const frame of frames) bytes += frame.byteLength;
  return bytes;
}
