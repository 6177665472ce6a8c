// What is sent over ZeroMQ in one turn of the event loop, handed to the library together when the turn ends: its thread is woken once for
// all of it, and writes what goes the same way at once. Control thread.

import { isAscii } from 'node:buffer';
import type { Socket, Writable } from 'zeromq';
import type { Frames } from './transport.js';
import { byteLength } from './transport.js';

/** What waits for the end of the turn is no more than this. */
const MOST_WAITING = { messages: 64, bytes: 256 * 1024 } as const;

/**
 * The library holds a longer frame until it has been written, and then wakes this thread to let go of it. It copies text, which costs less
 * where there is not much of it.
 */
const TEXT_BYTES = { least: 129, most: 16 * 1024 } as const;

type Sender = Socket & Writable;

export class Outbox {
  #waiting: { readonly socket: Sender; readonly frames: Frames }[] = [];
  #bytes = 0;

  /** @param socket with `sendTimeout` 0: what it cannot take at once is dropped */
  add(socket: Sender, frames: Frames): void {
    this.#bytes += byteLength(frames);
    const { messages, bytes } = MOST_WAITING;
    const count = this.#waiting.push({ socket, frames });
    if (count >= messages || this.#bytes >= bytes) this.flush();
    else if (count === 1) process.nextTick(() => this.flush());
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    // One quickly after the other: the library's thread begins with the first.
    const messages = waiting.map(({ socket, frames }) => ({ socket, parts: frames.map(partOf) }));
    for (const { socket, parts } of messages) if (!socket.closed) socket.send(parts).catch(drop);
  }
}

function partOf(frame: Uint8Array): Uint8Array | string {
  const { buffer, byteOffset, byteLength: bytes } = frame;
  if (bytes < TEXT_BYTES.least || bytes > TEXT_BYTES.most || !isAscii(frame)) return frame;
  return Buffer.from(buffer, byteOffset, bytes).toString('latin1');
}

/** The peer has gone, or does not read. */
function drop(): void {
  // Nobody is there to be told.
}
