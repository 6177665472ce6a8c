// Runs the built command as a process, the way a user does: with a home folder of its own, and never for longer than a limit.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from './repo-root.js';

export interface CliOptions {
  /** Bytes for standard input, which is closed after them. Default: closed at once. */
  readonly input?: string | Uint8Array;
  /** Standard input stays open behind `input`. */
  readonly keepInputOpen?: boolean;
  /** Added to a small environment (PATH, TMPDIR, language); `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the repository. */
  readonly cwd?: string;
  /** After this the process is killed and the result rejects with what it had printed. Default 60 000. */
  readonly limitMs?: number;
  /** Options of the Node that runs the command. */
  readonly nodeOptions?: readonly string[];
}

export interface CliResult {
  /** `null` when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
}

/** A command that is still running. */
export interface RunningCli {
  readonly process: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves when the stream has printed the text; rejects when the process ends without it. */
  printed(text: string, stream?: 'stdout' | 'stderr'): Promise<void>;
  /** Standard output until now. */
  shown(): string;
}

/** The command that is tested: dist/ as `npm run build` makes it. */
export const cliPath = join(repoRoot, 'dist/llmspell.cjs');

const home = mkdtempSync(join(tmpdir(), 'llmspell-home-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

/** Runs `llmspell ARGS` to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).result;
}

/** Starts `llmspell ARGS`; the caller awaits `result`. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), cliPath, ...args], {
    cwd: options.cwd ?? repoRoot,
    env: environment(options.env ?? {}),
    stdio: 'pipe',
  });
  // A command that ends without reading its input is no failure of the test.
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.write(options.input);
  if (options.keepInputOpen !== true) child.stdin.end();

  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (bytes: Buffer) => chunks.stdout.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => chunks.stderr.push(bytes));
  const textOf = (stream: 'stdout' | 'stderr'): string => Buffer.concat(chunks[stream]).toString();

  const result = new Promise<CliResult>((resolve, reject) => {
    const limitMs = options.limitMs ?? 60_000;
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      const last = `stdout: ${textOf('stdout').slice(-2000)}\nstderr: ${textOf('stderr').slice(-2000)}`;
      reject(new Error(`llmspell ${args.join(' ').slice(0, 200)} did not end within ${limitMs} ms\n${last}`));
    }, limitMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      const stdoutBytes = Buffer.concat(chunks.stdout);
      resolve({ code, signal, stdout: stdoutBytes.toString(), stderr: textOf('stderr'), stdoutBytes });
    });
  });

  const printed = async (text: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (textOf(stream).includes(text)) resolve();
      };
      child[stream].on('data', look);
      result.then(
        ({ stdout, stderr }) => reject(new Error(`llmspell ended without printing "${text}"\n${stdout}\n${stderr}`)),
        reject,
      );
      look();
    });
  return { process: child, result, printed, shown: () => textOf('stdout') };
}

/** What every command sees: nothing of the developer's own settings, keys or colours. */
function environment(extra: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'NODE_V8_COVERAGE'];
  const base = Object.fromEntries(kept.map((name) => [name, process.env[name]]));
  const merged: NodeJS.ProcessEnv = { ...base, HOME: home, ...extra };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}
