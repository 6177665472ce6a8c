// Starts a kernel that outlives this command, and waits until it answers. Control thread.

import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { SpellError } from '../../base/errors.js';
import { folderError, kernelFolder, makeKernelFolder } from '../../client/kernel-folder.js';
import type { KernelFile } from '../../client/kernel-files.js';
import { listKernels, readKernelFile } from '../../client/kernel-files.js';
import { lastKernel } from '../../client/last-kernel.js';
import { ownCommand } from './own-command.js';
import { PARENT_VARIABLE } from './parent-watch.js';
import { READY_VARIABLE, readReadiness } from './ready-pipe.js';
import { withStartLock } from './start-lock.js';

export interface BackgroundOptions {
  readonly id?: string | undefined;
  /** Absolute; by default beside the connection file. */
  readonly logFile?: string | undefined;
  /** Others of `kernel start`, as written. */
  readonly options?: readonly string[];
}

/** A kernel that nobody has used for so long ends, if it was not started by hand. */
const IDLE_TIMEOUT = '--idle-timeout=1h';

/** The kernel that was used last, else the youngest, else a new one. Of commands that ask at the same time one starts it. */
export async function anyKernel(): Promise<KernelFile> {
  return (
    (await runningKernel()) ??
    withStartLock(async () => (await runningKernel()) ?? startInBackground({ options: [IDLE_TIMEOUT] }))
  );
}

/** Of this machine: those of others, and Jupyter's own files, may be of kernels that are gone. */
async function runningKernel(): Promise<KernelFile | undefined> {
  const [kernels, last] = await Promise.all([listKernels(), lastKernel()]);
  const here = kernels.filter(({ connection }) => connection.host === hostname());
  return here.find(({ path }) => path === last?.path) ?? here.at(-1);
}

/** Resolves when the kernel answers. @throws SpellError `KERNEL_START`, or what the kernel itself gives as the reason */
export async function startInBackground({ options = [], ...given }: BackgroundOptions): Promise<KernelFile> {
  const folder = kernelFolder();
  await makeKernelFolder(folder);
  const id = given.id ?? randomBytes(4).toString('hex');
  const logFile = given.logFile ?? join(folder, `${id}.log`);
  const child = await spawnKernel([...options, `--id=${id}`, `--log-file=${logFile}`], logFile);
  const path = await readyPath(child);
  child.unref();
  if (path !== undefined) return readKernelFile(path);
  throw new SpellError('KERNEL_START', `the kernel ended before it answered${lastWords(logFile)}`, {
    help: `its log is ${logFile}; llmspell kernel start without --daemon shows what happens`,
  });
}

async function readyPath(child: ChildProcess): Promise<string | undefined> {
  const failed = once(child, 'error').then(([cause]) => {
    throw new SpellError('KERNEL_START', `the kernel cannot be started: ${(cause as Error).message}`, { cause });
  });
  return Promise.race([readReadiness(child.stdio[3] as Readable), failed]);
}

/** What Node itself says when it dies (out of memory) goes to the log too. */
async function spawnKernel(options: readonly string[], logFile: string): Promise<ChildProcess> {
  const { spawn } = await import('node:child_process');
  const [program, ...command] = ownCommand();
  const log = openLog(logFile);
  try {
    // It is to outlive whoever started this command.
    const env = { ...process.env, [READY_VARIABLE]: '3', [PARENT_VARIABLE]: undefined };
    return spawn(program, [...command, 'kernel', 'start', ...options], {
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      env,
    });
  } finally {
    closeSync(log);
  }
}

function openLog(logFile: string): number {
  try {
    mkdirSync(dirname(logFile), { recursive: true });
    return openSync(logFile, 'a', 0o600);
  } catch (cause) {
    throw folderError('write', logFile, cause);
  }
}

function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-10);
  return lines[0] === '' ? '' : `:\n${lines.join('\n')}`;
}
