// A log that stays below a size: when it is full it becomes the old one, and a new one begins. Control thread.

import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';

/** Of the file and of the old one. */
const MOST_BYTES = 8 * 1024 * 1024;

export class LogFile implements Disposable {
  private fd: number | undefined;
  private bytes: number;

  /** Goes on behind what the file has. @throws SpellError `KERNEL_LOG` */
  constructor(
    readonly path: string,
    private readonly most = MOST_BYTES,
  ) {
    try {
      this.fd = open(path);
      this.bytes = fstatSync(this.fd).size;
    } catch (cause) {
      throw new SpellError('KERNEL_LOG', `cannot write the log file '${path}': ${(cause as Error).message}`, {
        help: 'give another file with --log-file',
        cause,
      });
    }
  }

  /** What cannot be written (the disk is full) is lost: the kernel lives on. */
  write(text: string): void {
    if (this.fd === undefined) return;
    try {
      if (this.bytes > this.most) this.turnOver(this.fd);
      this.bytes += writeSync(this.fd, text);
    } catch {
      // Nowhere is left to tell it.
    }
  }

  /** A log without a word is no log. */
  dispose(): void {
    if (this.fd === undefined) return;
    const isEmpty = fstatSync(this.fd).size === 0;
    closeSync(this.fd);
    this.fd = undefined;
    if (isEmpty) rmSync(this.path, { force: true });
  }

  private turnOver(fd: number): void {
    renameSync(this.path, `${this.path}.old`);
    this.fd = open(this.path);
    this.bytes = 0;
    closeSync(fd);
  }
}

/** What scripts say may be in it: only its owner reads it. */
function open(path: string): number {
  return openSync(path, 'a', 0o600);
}
