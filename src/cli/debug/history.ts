// The lines that were typed at the prompt, kept from one debugging to the next. Control thread.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const SIZE = 500;

export class History {
  readonly size = SIZE;
  /** The newest first. */
  #lines: readonly string[];
  #isChanged = false;

  /** @param file a line each, the oldest first */
  constructor(private readonly file: string) {
    this.#lines = readLines(file);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  take(lines: readonly string[]): void {
    this.#lines = lines.slice(0, SIZE);
    this.#isChanged = true;
  }

  /** What cannot be kept is not worth an error. */
  save(): void {
    if (!this.#isChanged) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      writeFileSync(this.file, `${[...this.#lines].reverse().join('\n')}\n`, { mode: 0o600 });
    } catch {
      // Next time there is less to go back to.
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines
      .filter((line) => line !== '')
      .slice(-SIZE)
      .reverse();
  } catch {
    return [];
  }
}
