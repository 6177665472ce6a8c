// The file that keeps the breakpoints and watched expressions of a working directory. Control thread.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kept } from './kept.js';
import { decodeKept, encodeKept } from './kept.js';

export type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept'; readonly kept: Kept }
  /** It could not be read, and is out of the way now. */
  | { readonly kind: 'damaged'; readonly reason: string; readonly movedTo: string };

export class KeptStore {
  readonly file: string;

  constructor(
    private readonly folder: string,
    workspace: string,
  ) {
    const digest = createHash('sha256').update(workspace).digest('hex').slice(0, 32);
    this.file = join(folder, `${digest}.json`);
  }

  /** @param rememberMs what is older is forgotten */
  load(rememberMs: number, now = Date.now()): Loaded {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      return { kind: 'none' };
    }
    try {
      const kept = decodeKept(text);
      if (now - kept.saved_at <= rememberMs) return { kind: 'kept', kept };
      this.clear();
      return { kind: 'none' };
    } catch (error) {
      const movedTo = `${this.file}.damaged`;
      renameSync(this.file, movedTo);
      return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error), movedTo };
    }
  }

  /** For its owner only; readers see the old or the new file. @throws Error of the operating system */
  save(kept: Kept): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, encodeKept(kept), { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, this.file);
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}
