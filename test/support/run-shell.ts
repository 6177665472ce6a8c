// Runs shell commands around the built command: pipelines, redirections, closed pipes.

import { spawn } from 'node:child_process';
import { cliPath } from './run-cli.js';

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `script` in bash, in which `llmspell` is the built command and `pipefail` is off.
 *
 * @param limitMs after which everything that the script started is killed and the result rejects
 */
export function runShell(script: string, cwd: string, limitMs = 60_000): Promise<ShellResult> {
  const prelude = `llmspell() { "$NODE" "$CLI" "$@"; }\n`;
  const child = spawn('bash', ['-c', prelude + script], {
    cwd,
    env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], HOME: cwd, NODE: process.execPath, CLI: cliPath },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to be ended as one.
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (text.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (text.stderr += bytes.toString()));
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      process.kill(-child.pid!, 'SIGKILL');
      reject(
        new Error(
          `did not end within ${limitMs} ms: ${script}\n${text.stdout.slice(-2000)}\n${text.stderr.slice(-2000)}`,
        ),
      );
    }, limitMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve({ code, ...text });
    });
  });
}
