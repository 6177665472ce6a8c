// The keys of the terminal, shared by the prompt and by a script that reads its standard input. Control thread.
//
// While neither wants them, they stay in the terminal.

import { openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Disposable } from '../../base/disposable.js';

type Take = (bytes: Buffer | null) => void;

export class Keyboard implements Disposable {
  /** What the line editor reads. */
  readonly keys = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (isRaw: boolean) => this.#setRaw(isRaw),
  });
  #terminal: ReadStream | undefined;
  #isEditing = false;
  /** The script that waits for a line. */
  #script: Take | undefined;

  /** Keys go to the line editor from now on. */
  give(): void {
    this.#isEditing = true;
    this.#route();
  }

  /** They go to the script, if it waits for a line, and else to nobody. */
  keep(): void {
    this.#isEditing = false;
    this.#route();
  }

  /** A line as the terminal edits it; null for Ctrl+D at the beginning of one. */
  readInput(signal: AbortSignal): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal.removeEventListener('abort', stop);
        this.#script = undefined;
        this.#route();
      };
      const stop = (): void => {
        settle();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop);
      this.#script = (bytes) => {
        settle();
        resolve(bytes);
      };
      this.#route();
    });
  }

  dispose(): void {
    this.#script = undefined;
    this.keep();
    this.#terminal?.destroy();
  }

  #route(): void {
    const isWanted = this.#isEditing || this.#script !== undefined;
    if (isWanted) this.#terminal ??= this.#open();
    this.#setRaw(this.#isEditing);
    if (isWanted) this.#terminal?.resume();
    else this.#terminal?.pause();
  }

  #take(bytes: Buffer | null): void {
    if (!this.#isEditing) this.#script?.(bytes);
    else if (bytes !== null) this.keys.write(bytes);
  }

  /** Node takes Ctrl+D for the end of the whole terminal: the next reader opens it again. */
  #open(): ReadStream {
    const isFirst = !process.stdin.readableEnded;
    const terminal = isFirst ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
    terminal.on('data', (bytes: Buffer) => this.#take(bytes));
    const ended = (): void => {
      if (this.#terminal !== terminal) return;
      this.#terminal = undefined;
      this.#take(null);
    };
    terminal.on('end', ended);
    terminal.on('error', ended);
    return terminal;
  }

  #setRaw(isRaw: boolean): void {
    this.keys.isRaw = isRaw;
    if (this.#terminal !== undefined && !this.#terminal.destroyed) this.#terminal.setRawMode(isRaw);
  }
}
