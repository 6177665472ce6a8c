// Commands from a file or a pipe: one after the other, each shown before what comes of it. Control thread.

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createStdin } from '../stdin.js';
import type { Prompt } from './prompt.js';
import { PROMPT } from './terminal-prompt.js';

export interface ScriptedPromptOptions {
  readonly commands: Readable;
  /** Whether standard input is the script's; else the commands come from it. */
  readonly hasStdin: boolean;
  readonly echo: (line: string) => Promise<void>;
  /** The script reads standard input and cannot have it. */
  readonly onNoInput: () => void;
}

export class ScriptedPrompt implements Prompt {
  readonly isInteractive = false;
  readonly #lines: AsyncIterator<string>;
  readonly #editor;
  readonly #stdin = createStdin();
  #next: Promise<IteratorResult<string>> | undefined;

  constructor(private readonly options: ScriptedPromptOptions) {
    this.#editor = createInterface({ input: options.commands, crlfDelay: Infinity });
    this.#lines = this.#editor[Symbol.asyncIterator]();
  }

  async read(signal: AbortSignal): Promise<string | null | undefined> {
    if (signal.aborted) return undefined;
    // A line that is not wanted now is the next one.
    const next = (this.#next ??= this.#lines.next());
    const aborted = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const line = await Promise.race([next, aborted]);
    if (line === undefined) return undefined;
    this.#next = undefined;
    if (line.done === true) return null;
    await this.options.echo(`${PROMPT}${line.value}`);
    return line.value;
  }

  async confirm(): Promise<boolean> {
    return true;
  }

  hide(): void {
    // There is nothing on the screen.
  }

  show(): void {
    // As above.
  }

  readonly readInput = async (maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null> => {
    if (this.options.hasStdin) return this.#stdin(maxBytes, signal);
    this.options.onNoInput();
    return null;
  };

  dispose(): void {
    this.#editor.close();
    this.options.commands.destroy();
  }
}
