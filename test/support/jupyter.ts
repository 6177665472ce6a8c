// A home for Jupyter programs in a folder of its own, with our kernel installed, and programs run in it within a limit.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repoRoot } from './repo-root.js';
import { runCli } from './run-cli.js';
import { tempFolder } from './temp-folder.js';
import type { TempFolder } from './temp-folder.js';

const LIMIT_MS = 300_000;

export interface JupyterHome {
  readonly folder: TempFolder;
  /** For Jupyter programs: they see our kernel `llmspell`, and nothing of the user's. */
  readonly env: NodeJS.ProcessEnv;
}

/** What came of a test of a Python module, as `peers/report.py` prints it. */
export type PythonOutcome =
  { readonly status: 'ok' } | { readonly status: 'skipped' | 'failed'; readonly reason: string };

/** Installs the kernelspec with the built command. */
export async function jupyterHome(): Promise<JupyterHome> {
  const folder = tempFolder();
  const { path } = folder;
  const own = {
    HOME: path,
    IPYTHONDIR: join(path, 'ipython'),
    JUPYTER_CONFIG_DIR: join(path, 'config'),
    JUPYTER_DATA_DIR: join(path, 'data'),
    JUPYTER_PATH: join(path, 'prefix/share/jupyter'),
    JUPYTER_RUNTIME_DIR: join(path, 'runtime'),
    LLMSPELL_KERNEL_DIR: join(path, 'kernels'),
    LLMSPELL_STATE_DIR: join(path, 'state'),
  };
  const { code, stderr } = await runCli(['kernel', 'install', '--prefix', join(path, 'prefix')], { env: own });
  assert.equal(code, 0, stderr);
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', TERM: 'dumb', ...own };
  return { folder, env };
}

/** Runs a module of `test/integration/peers` to its end. @returns the outcome of each of its tests, by name */
export async function runPythonTests(
  python: string,
  module: string,
  { env }: JupyterHome,
): Promise<ReadonlyMap<string, PythonOutcome>> {
  const output = await runProgram(python, [join(repoRoot, 'test/integration/peers', module)], env);
  return new Map(Object.entries(JSON.parse(output) as Record<string, PythonOutcome>));
}

/** @returns what the program printed @throws Error when it fails, with what it said, or runs longer than 300 s */
export async function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  // A group of its own, so that nothing that it started stays behind.
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  }
  const limit = setTimeout(() => killGroup(child.pid), LIMIT_MS);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...end) => resolve(end));
    });
    if (code === 0) return printed.stdout;
    throw new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}\n${printed.stdout}\n${printed.stderr}`);
  } finally {
    clearTimeout(limit);
    killGroup(child.pid);
  }
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
