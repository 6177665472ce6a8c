// What agents add to the models behind them. The server is a process of its own (fake-model.mjs), for each row anew.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { script } from './context.mjs';
import { peakMegabytes, textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./process.mjs').Command} Command */

const GROUP = 'models';
const folder = dirname(fileURLToPath(import.meta.url));
const CALLS = '200';
/** Streams whose peaks of memory are compared. */
const [MANY, FEW] = ['40', '8'];

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: GROUP,
    name: '50 calls of 100 ms in a parallel workflow',
    target: { at: 'most', value: 200, unit: 'ms', scales: true },
    measure: (context) =>
      withServer('slow', (url) => {
        const run = ours(context, 'model-parallel', url);
        return measured(
          Array.from({ length: context.pairs() }, () => msOf(run)),
          'ms',
        );
      }),
  },
  {
    group: GROUP,
    name: 'what an agent adds to a bare HTTP call',
    target: { at: 'most', value: 2, unit: 'ms', scales: true },
    measure: (context) =>
      withServer('fast', async (url) => {
        const pairs = await context.alternate(
          () => msOf(ours(context, 'model-call', url)),
          () => msOf([process.execPath, join(folder, 'bare-call.mjs'), url, CALLS]),
        );
        const added = pairs.ours.map((ms, i) => ms - pairs.theirs[i]);
        return measured(added, 'ms');
      }),
  },
  {
    group: GROUP,
    name: 'a token streamed to a Lua function',
    target: { at: 'most', value: 20, unit: 'µs', scales: true },
    measure: (context) =>
      withServer('stream', (url) => {
        const run = ours(context, 'model-stream', url);
        return measured(
          Array.from({ length: context.pairs() }, () => msOf(run) * 1000),
          'µs',
        );
      }),
  },
  {
    group: GROUP,
    name: `peak memory, ${MANY} streams of 10,000 tokens against ${FEW}`,
    target: { at: 'most', value: 1.1, unit: 'x' },
    measure: (context) =>
      withServer('stream', async (url) => {
        const run = ours(context, 'model-stream', url);
        const pairs = await context.alternate(
          () => peakMegabytes([...run, '--', MANY]),
          () => peakMegabytes([...run, '--', FEW]),
        );
        return comparedPairs(pairs, 'MB');
      }),
  },
];

/**
 * @template T
 * @param {'slow' | 'fast' | 'stream'} how
 * @param {(url: string) => T | Promise<T>} measure
 * @returns {Promise<T>}
 */
async function withServer(how, measure) {
  const server = spawn(process.execPath, [join(folder, 'fake-model.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [origin] = /** @type {[Buffer]} */ (await once(server.stdout, 'data'));
    return await measure(`${String(origin).trim()}/${how}/v1`);
  } finally {
    server.kill();
  }
}

/** @param {Context} context @param {string} name @param {string} url @returns {Command} */
function ours(context, name, url) {
  const variables = [`LLMSPELL_PROVIDER_OPENAI_BASE_URL=${url}`, 'LLMSPELL_PROVIDER_OPENAI_MODEL=m'];
  return ['env', ...variables, ...context.ours(script(name))];
}

/** @param {Command} command */
function msOf(command) {
  const match = /^ms_per_op (\d+\.\d+)\n$/.exec(textOf(command));
  if (!match) throw new Error(`${command.join(' ')} printed something else`);
  return Number(match[1]);
}
