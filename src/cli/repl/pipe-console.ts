// Inputs from a pipe or a file, or from a terminal that can do no more than lines: each is as many lines as it takes. Control thread.

import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Prompt } from '../debug/prompt.js';
import type { Console } from './console.js';
import { isReady } from './ready.js';

export class PipeConsole implements Console {
  readonly isInteractive = false;
  readonly #editor: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly debugPrompt: Prompt = {
    isInteractive: false,
    read: async () => '.continue',
    confirm: async () => true,
    hide: () => undefined,
    show: () => undefined,
    readInput: async () => null,
    dispose: () => undefined,
  };

  /** @param isDumb somebody sits there, who is shown prompts */
  constructor(private readonly isDumb: boolean) {
    this.#editor = createInterface({ input: process.stdin, crlfDelay: Infinity });
    this.#lines = this.#editor[Symbol.asyncIterator]();
  }

  async read({ prompt }: { readonly prompt: string }): Promise<string | null> {
    const lines: string[] = [];
    for (;;) {
      if (this.isDumb) process.stdout.write(lines.length === 0 ? prompt : `${'.'.repeat(prompt.length - 2)}> `);
      const next = await this.#lines.next();
      // What is not finished is run all the same: the report says what is missing.
      if (next.done === true) {
        if (this.isDumb) process.stdout.write('\n');
        return lines.length === 0 ? null : lines.join('\n');
      }
      lines.push(next.value);
      if (isReady(lines.join('\n'))) return lines.join('\n');
    }
  }

  /** What follows is input, and no longer code: as a script in a shell has it. */
  async readInput(): Promise<string | null> {
    const next = await this.#lines.next();
    return next.done === true ? null : next.value;
  }

  lend<T>(use: () => Promise<T>): Promise<T> {
    return use();
  }

  async confirm(): Promise<undefined> {
    return undefined;
  }

  use(): void {
    // There is nothing to be set.
  }

  clear(): void {
    // Nor to be cleared.
  }

  dispose(): void {
    this.#editor.close();
    process.stdin.destroy();
  }
}
