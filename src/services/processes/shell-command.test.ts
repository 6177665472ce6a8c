import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createGrant } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import { runShellCommand } from './shell-command.js';

const policy = createPolicy(createGrant(tmpdir(), { run: 'sh' }), tmpdir());
const never = new AbortController().signal;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('gives the exit code and both outputs, byte for byte', async () => {
  const outcome = await runShellCommand("printf 'a\\377b'; echo e >&2; exit 3", policy, never);
  assert.deepEqual([outcome.kind, outcome.code, text(outcome.stderr)], ['exit', 3, 'e\n']);
  assert.deepEqual([...outcome.stdout], [97, 255, 98]);
});

test('tells the signal that ended it', async () => {
  const { kind, code } = await runShellCommand('kill -TERM $$', policy, never);
  assert.deepEqual([kind, code], ['signal', 15]);
});

test('has no input', async () => {
  assert.equal(text((await runShellCommand('cat; echo end', policy, never)).stdout), 'end\n');
});

test('does not wait for what goes on in the background', async () => {
  const { stdout } = await runShellCommand('sleep 5 & echo $!', policy, never);
  process.kill(Number(text(stdout)), 'SIGKILL');
});

test('an abort kills the command with its children', async () => {
  const controller = new AbortController();
  const file = join(mkdtempSync(join(tmpdir(), 'spell-shell-')), 'pid');
  const running = runShellCommand(
    `sleep 60 & echo $! > '${file}.new'; mv '${file}.new' '${file}'; wait`,
    policy,
    controller.signal,
  );
  while (!existsSync(file)) await setTimeout(5);
  controller.abort(new Error('stop'));
  await assert.rejects(running, /stop/);
  const child = Number(readFileSync(file, 'utf8'));
  rmSync(dirname(file), { recursive: true });
  while (isAlive(child)) await setTimeout(5);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Killed processes stay in the table until they are collected.
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

test('more output than can be held ends the command', async () => {
  await assert.rejects(runShellCommand('yes', policy, never), { code: 'PROCESS_OUTPUT_TOO_LARGE' });
});

test('needs the permission to run the shell', async () => {
  const narrow = createPolicy(createGrant(tmpdir(), { run: 'git' }), tmpdir());
  await assert.rejects(runShellCommand('true', narrow, never), { code: 'PERMISSION_RUN' });
});
