// A log that stays below a size: when it is full it becomes the old one, and a new one begins. Control thread.

import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';

const MOST_BYTES = 8 * 1024 * 1024;

export interface LogFileOptions {
  /** Bytes of the file, and of the old one. */
  readonly most?: number;
  /** Nobody else has asked for the file: one without a word is removed. */
  readonly isTransient?: boolean;
}

export class LogFile implements Disposable {
  private fd: number | undefined;
  private bytes: number;
  /** Devices and pipes are neither full nor empty. */
  private readonly isFile: boolean;

  /** Goes on behind what the file has. @throws SpellError `KERNEL_LOG` */
  constructor(
    readonly path: string,
    private readonly options: LogFileOptions = {},
  ) {
    try {
      this.fd = open(path);
      const status = fstatSync(this.fd);
      this.isFile = status.isFile();
      this.bytes = status.size;
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
      if (this.isFile && this.bytes > (this.options.most ?? MOST_BYTES)) this.turnOver(this.fd);
      this.bytes += writeSync(this.fd, text);
    } catch {
      // Nowhere is left to tell it.
    }
  }

  dispose(): void {
    if (this.fd === undefined) return;
    const isLeftOver = this.options.isTransient === true && this.isFile && fstatSync(this.fd).size === 0;
    closeSync(this.fd);
    this.fd = undefined;
    if (isLeftOver) rmSync(this.path, { force: true });
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
