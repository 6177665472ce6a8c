// Standard input for scripts: opened at the first read, so that a script that reads nothing never waits for it. Control thread.

import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { SpellError } from '../base/errors.js';

export type ReadInput = (maxBytes: number, signal: AbortSignal) => Promise<Uint8Array | null>;

/** Each call gives between 1 and `maxBytes` bytes, as soon as there are any; `null` is the end of the input. */
export function createStdin(open: () => Readable = openStandardInput): ReadInput {
  let input: Input | undefined;
  return async (maxBytes, signal) => {
    input ??= new Input(open());
    return input.read(maxBytes, signal);
  };
}

/** Node would show a directory as an empty input. */
function openStandardInput(): Readable {
  if (fstatSync(0).isDirectory()) throw unreadable(Object.assign(new Error('it is a directory'), { code: 'EISDIR' }));
  return process.stdin;
}

class Input {
  private hasEnded: boolean;
  private error: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly stream: Readable) {
    // `run -` has read it to its end before.
    this.hasEnded = stream.readableEnded || stream.destroyed;
    const changed = (): void => this.wake?.();
    const ended = (): void => {
      this.hasEnded = true;
      changed();
    };
    stream.on('readable', changed);
    stream.on('end', ended);
    stream.on('close', ended);
    stream.on('error', (error) => {
      this.error = error;
      changed();
    });
  }

  async read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null> {
    for (;;) {
      signal.throwIfAborted();
      const bytes = this.take(maxBytes);
      if (bytes !== null) return bytes;
      if (this.error !== undefined) throw unreadable(this.error);
      if (this.hasEnded) return null;
      await this.change(signal);
    }
  }

  /** What has arrived; the rest stays for the next read. */
  private take(maxBytes: number): Uint8Array | null {
    const length = Math.min(maxBytes, this.stream.readableLength);
    // A read of nothing still makes the stream fetch more, and notice its end.
    return this.stream.read(length === 0 ? undefined : length) as Buffer | null;
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.wake = done;
      signal.addEventListener('abort', done);
    });
  }
}

function unreadable(error: NodeJS.ErrnoException): SpellError {
  const reason = error.code === 'EISDIR' ? 'it is a directory' : error.message;
  return new SpellError('INPUT', `cannot read standard input: ${reason}`, {
    category: 'Resource error',
    help: 'give the script a file or a pipe, as in: llmspell run script.lua < input.txt',
    cause: error,
  });
}
