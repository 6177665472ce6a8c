// Sends on a socket of ZeroMQ that may have to wait for its peer, one message after the other. Control thread.

import type { Socket, Writable } from 'zeromq';
import type { Frames } from './transport.js';
import { closedError } from './transport.js';

export class SocketSender {
  /** The library allows one send at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly socket: Socket & Writable) {}

  /**
   * Resolves when the library has taken the message.
   * @throws Error if the socket is closed before that
   */
  send(frames: Frames): Promise<void> {
    const sent = this.#last.then(() => this.#send(frames));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async #send(frames: Frames): Promise<void> {
    try {
      await this.socket.send([...frames]);
    } catch (error) {
      throw this.socket.closed ? closedError() : error;
    }
  }
}
