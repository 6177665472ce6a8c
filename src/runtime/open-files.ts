// The files that scripts have open, by the numbers that their handles hold. Engine thread.

import type { OpenFile } from './open-file.js';
import { perHost } from './per-host.js';

/** Numbers are never used twice, nor by another engine: a handle from a restored image must not meet a stranger's file. */
export class OpenFiles {
  private readonly files = new Map<number, OpenFile>();
  private next = Math.floor(Math.random() * 2 ** 32) * 2 ** 20;

  add(file: OpenFile): number {
    this.next += 1;
    this.files.set(this.next, file);
    return this.next;
  }

  get(id: number): OpenFile | undefined {
    return this.files.get(id);
  }

  /** @throws errors of node:fs from writing out; the file is closed all the same */
  close(id: number): void {
    const file = this.files.get(id);
    this.files.delete(id);
    file?.close();
  }

  /** Writes out all buffers; files whose writing fails keep quiet, as at the end of a C program. */
  flushAll(): void {
    for (const file of this.files.values()) ignoringErrors(() => file.flush());
  }

  closeAll(): void {
    for (const id of [...this.files.keys()]) ignoringErrors(() => this.close(id));
  }
}

function ignoringErrors(action: () => void): void {
  try {
    action();
  } catch {
    // There is nobody left to tell.
  }
}

export const openFilesOf = perHost(() => new OpenFiles());
