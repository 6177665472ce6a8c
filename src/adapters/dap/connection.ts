// One client on a pair of streams: requests in, responses and events out, each with its number. Control thread.

import type { Readable, Writable } from 'node:stream';
import type { Disposable } from '../../base/disposable.js';
import type { JsonObject } from '../../protocol/schema.js';
import { encodeMessage, MessageReader } from './message-reader.js';

export interface ConnectionHandlers {
  readonly onMessage: (message: unknown) => void;
  /** The client has sent what is no message. */
  readonly onError: (text: string) => void;
  /** The client has gone. */
  readonly onClose: () => void;
}

export class DapConnection implements Disposable {
  readonly #reader = new MessageReader();
  #seq = 0;
  #isClosed = false;
  #drained: Promise<void> | undefined;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly handlers: ConnectionHandlers,
  ) {
    input.on('data', (bytes: Buffer) => this.#take(bytes));
    for (const event of ['end', 'close', 'error']) input.on(event, () => this.#close());
    output.on('error', () => this.#close());
  }

  /** A promise holds back whoever sends much. */
  send(type: 'response' | 'event', parts: JsonObject): void | Promise<void> {
    if (this.#isClosed) return undefined;
    const hasRoom = this.output.write(encodeMessage({ seq: ++this.#seq, type, ...parts }));
    return hasRoom ? undefined : this.#drain();
  }

  /** Resolves when all that was sent has been handed on. */
  async flush(): Promise<void> {
    if (!this.#isClosed) await new Promise<void>((resolve) => this.output.write('', () => resolve()));
  }

  dispose(): void {
    this.#close();
    this.input.destroy();
  }

  #drain(): Promise<void> {
    this.#drained ??= new Promise((resolve) => {
      const done = (): void => {
        this.#drained = undefined;
        resolve();
      };
      this.output.once('drain', done);
      this.output.once('close', done);
    });
    return this.#drained;
  }

  #take(bytes: Buffer): void {
    for (const received of this.#reader.push(bytes)) {
      if ('message' in received) this.handlers.onMessage(received.message);
      else {
        this.handlers.onError(received.error);
        if (received.isFatal) this.dispose();
      }
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.handlers.onClose();
  }
}
