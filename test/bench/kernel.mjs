// The kernel beside Debian's ipykernel: both driven in alternation by the same Python client (kernel_probe.py), every sample in
// processes of its own. "raw" means bare sockets between the kernel and the clock, without jupyter_client.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleRunProbe } from './bundled-probe.mjs';
import { nodeCommand } from './context.mjs';
import { textOf, wallMs } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';
import { median } from './stats.mjs';

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./row.mjs').Measurement} Measurement */
/** @typedef {import('./row.mjs').Row} Row */
/** @typedef {import('./row.mjs').Target} Target */
/** @typedef {Record<string, number>} Figures what kernel_probe.py prints */
/** @typedef {{ ours: Figures[], theirs: Figures[] }} Pairs */

const GROUP = 'kernel';
const NEEDS = ['ipykernel'];
const here = dirname(fileURLToPath(import.meta.url));
const KERNEL_PROBE = join(here, 'kernel_probe.py');
/** Pairs of the rows whose samples take many seconds. */
const SLOW_PAIRS = 5;
/** Pairs of a row that is a small difference of large times. */
const RUN_PAIRS = 41;

/** @param {number} value @param {string} [unit] @returns {Target} */
const atMost = (value, unit = 'x') => ({ at: 'most', value, unit });
/** @param {number} value @returns {Target} */
const atLeast = (value) => ({ at: 'least', value, unit: 'x' });

/** Rows that show different figures of one measure share its samples. @type {Map<string, Promise<Pairs>>} */
const measurements = new Map();

/** @type {readonly Row[]} */
export const rows = [
  besideRow('process start to kernel_info_reply, raw', ['start', 'ms', 'ms'], atMost(0.35)),
  againstNodeRow('process start to kernel_info_reply, raw, against node -e 0', 3, (context, home) => {
    return () => probe(context, home, 'start', 'lua').ms;
  }),
  besideRow('execute of a trivial cell to idle, raw, median', ['execute', 'median', 'ms'], atMost(0.2)),
  besideRow('execute of a trivial cell to idle, raw, 99th percentile', ['execute', 'p99', 'ms'], atMost(0.3)),
  besideRow('10 clients at once', ['clients', 'cells_per_second', 'cells/s'], atLeast(6)),
  besideRow('100 clients at once', ['many_clients', 'cells_per_second', 'cells/s'], undefined, SLOW_PAIRS),
  absoluteRow('interrupt of a busy loop by message', ['interrupt', 'ms', 'ms'], { ...atMost(5, 'ms'), scales: true }),
  besideRow('completion with 500 globals, through the client', ['complete', 'ms', 'ms'], atMost(0.1)),
  besideRow('10 MB in lines from one cell, raw', ['lines', 'mib_per_second', 'MiB/s'], atLeast(2), SLOW_PAIRS),
  absoluteRow('memory, idle', ['lines', 'idle_mb', 'MB'], atMost(100, 'MB'), SLOW_PAIRS),
  absoluteRow('memory after 10 MB in lines', ['lines', 'loaded_mb', 'MB'], atMost(140, 'MB'), SLOW_PAIRS),
  absoluteRow('peak memory, 100 MB for clients that do not read', ['unread', 'peak_mb', 'MB'], atMost(300, 'MB'), 3),
  {
    group: GROUP,
    name: 'memory of a further named session (average of 10)',
    target: atMost(25, 'MB'),
    needs: NEEDS,
    measure: (context) =>
      withHome((home) => {
        const samples = Array.from({ length: context.pairs(3) }, () => probe(context, home, 'sessions', 'lua').mb);
        return Promise.resolve(measured(samples, 'MB'));
      }),
  },
  againstNodeRow('exec --connect auto, starting a kernel', 6, (context, home) => () => {
    const ms = connected(context, home);
    textOf(context.command('kernel', 'stop', '--all'), home);
    return ms;
  }),
  againstNodeRow('exec --connect auto, reusing it', 3, (context, home) => {
    connected(context, home);
    return () => connected(context, home);
  }),
  {
    group: GROUP,
    name: 'what the kernel adds to a run in memory',
    target: { ...atMost(5, 'ms'), scales: true },
    measure: async (context) => {
      const file = await bundleRunProbe();
      const run = (/** @type {string} */ what) => Number(textOf([process.execPath, file, what]));
      const { ours, theirs } = await context.alternate(
        () => run('kernel'),
        () => run('bare'),
        context.pairs(RUN_PAIRS),
      );
      const added = ours.map((value, i) => value - theirs[i]);
      return { ...measured(added, 'ms'), note: `bare engine ${median(theirs).toFixed(1)} ms` };
    },
  },
];

/**
 * Compared with ipykernel.
 *
 * @param {string} name
 * @param {readonly [measure: string, figure: string, unit: string]} what
 * @param {Target} [target] of the ratio
 * @param {number} [pairs]
 * @returns {Row}
 */
function besideRow(name, [what, figure, unit], target, pairs) {
  return {
    group: GROUP,
    name,
    ...(target && { target }),
    needs: NEEDS,
    measure: async (context) => {
      const { ours, theirs } = await beside(context, what, pairs);
      return comparedPairs({ ours: ours.map((f) => f[figure]), theirs: theirs.map((f) => f[figure]) }, unit);
    },
  };
}

/**
 * Beside ipykernel, but judged by itself.
 *
 * @param {string} name
 * @param {readonly [measure: string, figure: string, unit: string]} what
 * @param {Target} target
 * @param {number} [pairs]
 * @returns {Row}
 */
function absoluteRow(name, what, target, pairs) {
  const row = besideRow(name, what, target, pairs);
  return {
    ...row,
    measure: async (context) => {
      const measurement = await row.measure(context);
      return { ...measurement, judged: median(measurement.samples) };
    },
  };
}

/**
 * @param {string} name
 * @param {number} most
 * @param {(context: Context, home: NodeJS.ProcessEnv) => () => number} prepare gives what takes a sample, in milliseconds
 * @returns {Row}
 */
function againstNodeRow(name, most, prepare) {
  return {
    group: GROUP,
    name,
    target: atMost(most),
    needs: NEEDS,
    measure: (context) =>
      withHome(async (home) => {
        try {
          const pairs = await context.alternate(prepare(context, home), () => wallMs(nodeCommand));
          return comparedPairs(pairs, 'ms');
        } finally {
          textOf(context.command('kernel', 'stop', '--all'), home);
        }
      }),
  };
}

/** @param {Context} context @param {string} what @param {number} [pairs] @returns {Promise<Pairs>} */
function beside(context, what, pairs) {
  const known = measurements.get(what);
  if (known) return known;
  const measuring = withHome((home) =>
    context.alternate(
      () => probe(context, home, what, 'lua'),
      () => probe(context, home, what, 'python'),
      context.pairs(pairs),
    ),
  );
  measurements.set(what, measuring);
  return measuring;
}

/**
 * @param {Context} context
 * @param {NodeJS.ProcessEnv} home
 * @param {string} what
 * @param {'lua' | 'python'} language
 * @returns {Figures}
 */
function probe(context, home, what, language) {
  const python = /** @type {string} */ (context.python);
  const kernels = {
    lua: context.command('kernel', 'start', '--connection-file={connection_file}'),
    python: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
  };
  return JSON.parse(textOf([python, KERNEL_PROBE, what, language, ...kernels[language]], home));
}

/** @param {Context} context @param {NodeJS.ProcessEnv} home @returns {number} milliseconds of one command */
function connected(context, home) {
  return wallMs(context.command('exec', '--connect', 'auto', 'print(1)'), home);
}

/**
 * Gives an environment in which nothing of the user's is read or written.
 *
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} action
 * @returns {Promise<T>}
 */
async function withHome(action) {
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  try {
    return await action({
      ...process.env,
      HOME: folder,
      IPYTHONDIR: join(folder, 'ipython'),
      JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
      LLMSPELL_KERNEL_DIR: join(folder, 'kernels'),
      LLMSPELL_STATE_DIR: join(folder, 'state'),
      PYTHONDONTWRITEBYTECODE: '1',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
