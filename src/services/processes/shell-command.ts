// Runs one program, or one command of the shell, to its end, or until it is told to stop. Control thread.

import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { SpellError } from '../../base/errors.js';
import type { PermissionPolicy } from '../../permissions/policy.js';

const SHELL = 'sh';
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** How long output is waited for that a background process of the command may still hold open. */
const LINGER_MS = 100;

export interface ShellOutcome {
  readonly kind: 'exit' | 'signal';
  /** Exit code, or number of the signal. */
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * Runs `sh -c command` in the working directory, without input. When `signal` aborts, the command and what it has
 * started are killed.
 *
 * @throws SpellError `PERMISSION_RUN`, `PROCESS_OUTPUT_TOO_LARGE` (more than 16 MiB) or `PROCESS_NOT_STARTED`; the reason of `signal`
 */
export async function runShellCommand(
  command: string,
  policy: PermissionPolicy,
  signal: AbortSignal,
): Promise<ShellOutcome> {
  return runProgram(
    { program: policy.checkRun(SHELL), args: ['-c', command], directory: policy.workingDirectory },
    signal,
  );
}

export interface ProgramCall {
  /** As the policy gave it. */
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** As {@link runShellCommand}, for a program without a shell. */
export async function runProgram(call: ProgramCall, signal: AbortSignal): Promise<ShellOutcome> {
  const { program, args, directory, environment } = call;
  const { spawn } = await import('node:child_process');
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be killed with its children.
    detached: true,
  });
  const kill = (): void => killGroup(child);
  signal.addEventListener('abort', kill);
  process.once('exit', kill);
  try {
    const outputs = [collect(child.stdout, kill), collect(child.stderr, kill)] as const;
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const ended = await endOf(child, call);
    await atMost(LINGER_MS, closed);
    child.stdout.destroy();
    child.stderr.destroy();
    signal.throwIfAborted();
    const [stdout, stderr] = outputs.map((output) => output.take());
    if (stdout === undefined || stderr === undefined) throw tooMuchOutput([program, ...args].join(' '));
    return { ...ended, stdout, stderr };
  } finally {
    signal.removeEventListener('abort', kill);
    process.removeListener('exit', kill);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function endOf(child: ChildProcess, call: ProgramCall): Promise<Pick<ShellOutcome, 'kind' | 'code'>> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => reject(notStarted(call, cause)));
    child.once('exit', (code, signal) => {
      resolve(
        signal === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'signal', code: constants.signals[signal] },
      );
    });
  });
}

/** Of a directory that is missing, the operating system says that the program is. */
function notStarted({ program, directory }: ProgramCall, cause: NodeJS.ErrnoException): SpellError {
  const isFolder = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  const problem = isFolder ? (REASONS[cause.code ?? ''] ?? cause.message) : `'${directory}' is no directory`;
  const help = isFolder
    ? `see whether there is a program '${program}', and how many processes there may be`
    : 'name a working directory that is there';
  return new SpellError('PROCESS_NOT_STARTED', `cannot start '${program}': ${problem}`, { help, cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it may not be executed',
};

async function atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}

interface Collected {
  /** All bytes, undefined where there were too many. */
  take(): Uint8Array | undefined;
}

function collect(stream: Readable, onTooMuch: () => void): Collected {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length <= MAX_OUTPUT_BYTES) pieces.push(piece);
    else onTooMuch();
  });
  stream.on('error', onTooMuch);
  return { take: () => (length <= MAX_OUTPUT_BYTES ? Buffer.concat(pieces) : undefined) };
}

function tooMuchOutput(command: string): SpellError {
  return new SpellError(
    'PROCESS_OUTPUT_TOO_LARGE',
    `'${command}' was killed: it has put out more than ${MAX_OUTPUT_BYTES} bytes`,
    {
      category: 'Resource limit exceeded',
      help: 'let it write to a file and read that in parts',
      details: { command },
    },
  );
}
