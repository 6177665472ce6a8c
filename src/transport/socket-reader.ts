// Reads a socket of ZeroMQ for one reader after the other, without losing a message between them. Control thread.

import type { Readable, Socket } from 'zeromq';
import type { Frames } from './transport.js';

export class SocketReader {
  /** A receive cannot be taken back: who stops reading leaves it to the next reader. */
  #pending: Promise<Frames | undefined> | undefined;

  constructor(private readonly socket: Socket & Readable) {}

  /**
   * Messages from now on, until the socket is closed.
   * @param signal ends the iteration; what has not been read stays for the next reader
   */
  async *read(signal?: AbortSignal): AsyncGenerator<Frames, void, undefined> {
    for (;;) {
      const frames = await this.next(signal);
      if (frames === undefined) return;
      yield frames;
    }
  }

  /** The next message; undefined once the socket is closed, or the reader has had enough. */
  next(signal?: AbortSignal): Promise<Frames | undefined> {
    if (signal?.aborted === true) return Promise.resolve(undefined);
    const pending = (this.#pending ??= this.#receive());
    return signal === undefined ? this.#taken(pending) : this.#takenUnless(signal, pending);
  }

  async #taken(pending: Promise<Frames | undefined>): Promise<Frames | undefined> {
    try {
      return await pending;
    } finally {
      this.#pending = undefined;
    }
  }

  #takenUnless(signal: AbortSignal, pending: Promise<Frames | undefined>): Promise<Frames | undefined> {
    return new Promise((resolve, reject) => {
      const abort = (): void => resolve(undefined);
      const settle = (): boolean => {
        signal.removeEventListener('abort', abort);
        if (signal.aborted) return false;
        this.#pending = undefined;
        return true;
      };
      signal.addEventListener('abort', abort, { once: true });
      pending.then(
        (frames) => settle() && resolve(frames),
        (error: unknown) => settle() && reject(error as Error),
      );
    });
  }

  /** Undefined once the socket is closed, which makes the library's pending receive fail. */
  async #receive(): Promise<Frames | undefined> {
    for (;;) {
      try {
        return await this.socket.receive();
      } catch (error) {
        if (this.socket.closed) return undefined;
        // Something had come that was no message after all.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
    }
  }
}
