// Starts processes and measures them from outside.

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';

const LIMIT_MS = 300_000;
/** Memory is looked at this often; the kernel itself keeps the highest value. */
const LOOK_MS = 5;

/** @typedef {readonly [string, ...string[]]} Command program and arguments */

/**
 * @param {Command} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} standard output; throws when the process fails
 */
export function textOf(command, env) {
  const [program, ...args] = command;
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(failure(command, status, signal, stderr));
  return stdout;
}

/**
 * @param {Command} command that flushes what is to be timed
 * @returns {Promise<{ text: string, linesAt: readonly number[] }>} standard output, and when each of its lines came, in milliseconds
 */
export function timedText(command) {
  let text = '';
  /** @type {number[]} */
  const linesAt = [];
  const child = start(command, 'pipe');
  child.process.stdout?.on('data', (bytes) => {
    const now = performance.now();
    text += String(bytes);
    while (linesAt.length < text.split('\n').length - 1) linesAt.push(now);
  });
  return child.ended.then(() => ({ text, linesAt }));
}

/**
 * @param {Command} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {number} milliseconds from start to end, output thrown away
 */
export function wallMs(command, env) {
  const [program, ...args] = command;
  const started = performance.now();
  const { error, status, signal } = spawnSync(program, args, { env, stdio: 'ignore', timeout: LIMIT_MS });
  const elapsed = performance.now() - started;
  if (error) throw error;
  if (status !== 0) throw new Error(failure(command, status, signal, ''));
  return elapsed;
}

/**
 * @param {Command} command
 * @param {number} stdout file descriptor that takes its output
 * @returns {Promise<{ seconds: number, peakBytes: number | undefined }>} the peak is known on Linux
 */
export async function writeTo(command, stdout) {
  const started = performance.now();
  const child = start(command, stdout);
  let peakBytes = /** @type {number | undefined} */ (undefined);
  const look = setInterval(() => (peakBytes = peakOf(child.process.pid) ?? peakBytes), LOOK_MS);
  let seconds = 0;
  child.process.once('exit', () => (seconds = (performance.now() - started) / 1000));
  try {
    await child.ended;
  } finally {
    clearInterval(look);
  }
  return { seconds, peakBytes };
}

/**
 * @param {Command} command
 * @param {'pipe' | number} stdout
 * @returns {{ process: import('node:child_process').ChildProcess, ended: Promise<void> }} rejects when the process fails
 */
function start(command, stdout) {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', stdout, 'pipe'], timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  let stderr = '';
  child.stderr?.on('data', (bytes) => (stderr += String(bytes)));
  const ended = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      if (status === 0) resolve();
      else reject(new Error(failure(command, status, signal, stderr)));
    });
  });
  return { process: child, ended };
}

/** @param {number | undefined} pid @returns {number | undefined} the most memory that the process has held, in bytes */
function peakOf(pid) {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Number(match[1]) * 1024 : undefined;
  } catch {
    return undefined; // It has ended, or this is not Linux.
  }
}

/**
 * @param {Command} command
 * @param {number | null} status
 * @param {NodeJS.Signals | null} signal
 * @param {string} stderr
 */
function failure(command, status, signal, stderr) {
  const end = signal ? `was ended by ${signal}` : `ended with ${status}`;
  return `${command.join(' ')} ${end}${stderr ? `\n${stderr.slice(-2000)}` : ''}`;
}

/** Of a process whose output goes nowhere. @param {Command} command @returns {Promise<number>} MB */
export async function peakMegabytes(command) {
  const nowhere = openSync(devNull, 'w');
  try {
    const { peakBytes } = await writeTo(command, nowhere);
    if (peakBytes === undefined) throw new Error('how much memory a process takes is not known on this system');
    return peakBytes / 1e6;
  } finally {
    closeSync(nowhere);
  }
}
