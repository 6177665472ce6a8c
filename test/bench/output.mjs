// 100 MB of output to a file: how fast, with how much memory, and whether every byte arrives. The time is that of the whole
// process, its start included.

import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { script } from './context.mjs';
import { writeTo } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';
import { median } from './stats.mjs';

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {{ ours: number[], theirs?: number[], peaks: number[] }} Runs megabytes a second, and megabytes */

const GROUP = 'output';
const MB = 1e6;
const LINES = 1_250_000;
const BLOCKS = 100;

const lines = Array.from({ length: 1000 }, (_none, k) => {
  const bytes = Array.from({ length: 72 }, (_nothing, j) => (k * 7 + (j + 1) * 3) % 256).map((b) =>
    b === 10 ? 11 : b,
  );
  return Buffer.from([...Buffer.from(`${String(k).padStart(6, '0')} `), ...bytes, 10]);
});
const thousandLines = Buffer.concat(lines);

/** What the scripts write, piece by piece. @type {Record<string, () => Generator<Buffer>>} */
const expected = {
  *'output-lines'() {
    for (let i = 0; i < LINES / 1000; i++) yield thousandLines;
  },
  *'output-blocks'() {
    for (let n = 0; n < BLOCKS; n++) {
      for (let i = 0; i < 12_500; i++) yield lines[((n % 10) * 100 + i) % 1000];
    }
  },
};

/** Measurements of rate and memory come from the same runs. @type {Map<string, Promise<Runs>>} */
const measurements = new Map();

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  ['output-lines', '100 MB as 80-byte lines'],
  ['output-blocks', '100 MB as 1 MB writes'],
].flatMap(([file, name]) => [
  {
    group: GROUP,
    name,
    target: { at: /** @type {const} */ ('least'), value: 100, unit: 'MB/s', scales: true },
    measure: (/** @type {Context} */ context) => rate(context, file),
  },
  {
    group: GROUP,
    name: `${name}, peak memory`,
    target: { at: /** @type {const} */ ('most'), value: 200, unit: 'MB' },
    measure: (/** @type {Context} */ context) => peak(context, file),
  },
]);

/** @param {Context} context @param {string} name */
async function rate(context, name) {
  const { ours, theirs } = await runsOf(context, name);
  const samples = theirs ? comparedPairs({ ours, theirs }, 'MB/s') : measured(ours, 'MB/s');
  return { ...samples, judged: median(ours) };
}

/** Judged by the highest of all runs. @param {Context} context @param {string} name */
async function peak(context, name) {
  const { peaks } = await runsOf(context, name);
  if (peaks.length === 0) throw new Error('the memory of a process is only known on Linux');
  return { ...measured(peaks, 'MB'), judged: Math.max(...peaks), note: `highest ${Math.max(...peaks).toFixed(0)}` };
}

/** @param {Context} context @param {string} name @returns {Promise<Runs>} */
function runsOf(context, name) {
  const known = measurements.get(name) ?? measureRuns(context, name);
  measurements.set(name, known);
  return known;
}

/** @param {Context} context @param {string} name @returns {Promise<Runs>} */
async function measureRuns(context, name) {
  const want = digestOf(expected[name]());
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  const file = join(folder, 'out');
  /** @type {number[]} */
  const peaks = [];
  /** @param {import('./process.mjs').Command} command @param {number[]} [memory] */
  const once = async (command, memory) => {
    const fd = openSync(file, 'w');
    try {
      const { seconds, peakBytes } = await writeTo(command, fd);
      if (peakBytes !== undefined) memory?.push(peakBytes / MB);
      const got = digestOf(chunksOf(file));
      if (got.size !== want.size || got.hash !== want.hash) throw new Error(difference(command, got, want));
      return want.size / MB / seconds;
    } finally {
      closeSync(fd);
    }
  };
  try {
    const ours = () => once(context.ours(script(name)), peaks);
    if (context.has('lua5.4')) {
      return { ...(await context.alternate(ours, () => once(context.theirs(script(name))))), peaks };
    }
    const samples = [];
    for (let i = 0; i < context.pairs(); i++) samples.push(await ours());
    return { ours: samples, peaks };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Iterable<Buffer>} chunks */
function digestOf(chunks) {
  const hash = createHash('sha256');
  let size = 0;
  for (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, hash: hash.digest('hex') };
}

/** @param {string} file */
function* chunksOf(file) {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) yield buffer.subarray(0, n);
  } finally {
    closeSync(fd);
  }
}

/**
 * @param {readonly string[]} command
 * @param {{ size: number, hash: string }} got
 * @param {{ size: number, hash: string }} want
 */
function difference(command, got, want) {
  const sizes = `${got.size} bytes instead of ${want.size}`;
  return `${command.join(' ')} wrote ${got.size === want.size ? `${want.size} bytes that are not the right ones` : sizes}`;
}
