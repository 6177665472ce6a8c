// `llmspell kernel logs [ID]`. Control thread.

import { createReadStream, existsSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { SpellError } from '../../base/errors.js';
import { findKernel } from '../../client/find-kernel.js';
import { kernelFolder } from '../../client/kernel-folder.js';
import { EXIT } from '../exit-codes.js';
import type { CommandLine } from '../parse-args.js';
import type { Print } from './print.js';

/** @returns the exit code. @throws SpellError `KERNEL_LOG`, `KERNEL_*` */
export async function logsCommand({ operands, options }: CommandLine, print: Print): Promise<number> {
  const path = await logOf(operands[0]);
  const { code, end } = await show(path, 0, print);
  return options.has('follow') && code === EXIT.ok ? follow(path, end, print) : code;
}

/** That of a kernel that has died is still there, under its id. */
async function logOf(id: string | undefined): Promise<string> {
  const left = id === undefined ? '' : join(kernelFolder(), `${basename(id)}.log`);
  if (existsSync(left)) return left;
  const kernel = await findKernel(id);
  const path = kernel.connection.log_file;
  if (path !== undefined && existsSync(path)) return path;
  throw new SpellError(
    'KERNEL_LOG',
    `the kernel '${kernel.id}' has written no log${path === undefined ? '' : ` to ${path}`}`,
    {
      help: 'kernels that were started with --daemon or --log-file write one when there is something to say: see --trace',
    },
  );
}

/** @param start bytes that have been shown */
async function show(path: string, start: number, print: Print): Promise<{ code: number; end: number }> {
  let end = start;
  if (!existsSync(path)) return { code: EXIT.ok, end };
  for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
    const code = await print(chunk);
    end += chunk.length;
    if (code !== EXIT.ok) return { code, end };
  }
  return { code: EXIT.ok, end };
}

/** Until Ctrl+C, or until nobody takes what is printed. A log that was begun anew is shown from its start. */
async function follow(path: string, shown: number, print: Print): Promise<number> {
  const changes = new Changes(dirname(path));
  let at = shown;
  while (await changes.next()) {
    const size = existsSync(path) ? (await stat(path)).size : 0;
    const { code, end } = await show(path, size < at ? 0 : at, print);
    if (code !== EXIT.ok) return code;
    at = end;
  }
  return EXIT.interrupted;
}

/** Of files in a folder, until Ctrl+C. One that comes while the last is dealt with is not lost. */
class Changes {
  private isPending = true;
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(folder: string) {
    const watcher = watch(folder, () => {
      this.isPending = true;
      this.wake();
    });
    process.once('SIGINT', () => {
      watcher.close();
      this.isOver = true;
      this.wake();
    });
  }

  /** @returns false when there will be none */
  async next(): Promise<boolean> {
    if (!this.isPending && !this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    this.isPending = false;
    return !this.isOver;
  }
}
