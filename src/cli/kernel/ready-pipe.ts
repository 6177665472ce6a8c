// How a kernel in the background tells who started it that it answers, or why it does not: one line through a pipe. Control thread.

import { closeSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { SpellError } from '../../base/errors.js';

/** Number of the descriptor, in the environment of the kernel. */
export const READY_VARIABLE = 'LLMSPELL_READY_FD';

export type Readiness =
  | { readonly path: string }
  | { readonly error: { readonly code: string; readonly message: string; readonly help?: string | undefined } };

/** The end of the kernel: nobody else is to see it, such as programs that scripts start. */
export class ReadyPipe {
  private fd: number | undefined;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const fd = Number(environment[READY_VARIABLE] ?? '');
    if (Number.isSafeInteger(fd) && fd > 2) this.fd = fd;
    Reflect.deleteProperty(environment, READY_VARIABLE);
  }

  /** The first one counts. */
  tell(readiness: Readiness): void {
    if (this.fd === undefined) return;
    try {
      writeSync(this.fd, `${JSON.stringify(readiness)}\n`);
      closeSync(this.fd);
    } catch {
      // Who has started it does not wait any longer.
    }
    this.fd = undefined;
  }

  /** An error of the user is told; others stand in the log. */
  fail(error: unknown): void {
    if (error instanceof SpellError)
      this.tell({ error: { code: error.code, message: error.message, help: error.help } });
  }
}

/** @returns undefined if the kernel ended without a word. @throws SpellError with the kernel's own code */
export async function readReadiness(pipe: Readable): Promise<string | undefined> {
  const { text } = await import('node:stream/consumers');
  const line = await text(pipe);
  if (!line.endsWith('\n')) return undefined;
  const readiness = JSON.parse(line) as Readiness;
  if ('path' in readiness) return readiness.path;
  const { code, message, help } = readiness.error;
  throw new SpellError(code, message, help === undefined ? {} : { help });
}
