// What debugging costs where it does not stop, and how fast the debugger answers where it does. Each sample set comes from a process of
// its own (debugger-probe.mjs and dap-probe.mjs, on the compiled sources in build/ and the built command).

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { script } from './context.mjs';
import { textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';
import { median } from './stats.mjs';

/** @typedef {import('./row.mjs').Row} Row */
/** @typedef {import('./row.mjs').Target} Target */
/** @typedef {import('./context.mjs').Context} Context */

const GROUP = 'debugger';
const FOLDER = dirname(fileURLToPath(import.meta.url));
const SAMPLES = 31;

/** @param {string} file @param {readonly string[]} args @returns {any} what the probe printed */
const probe = (file, ...args) => JSON.parse(textOf([process.execPath, join(FOLDER, file), ...args]));

/** @type {readonly Row[]} */
export const rows = [
  pairsRow('attached, no breakpoint', 'attached', { at: 'interval', value: 1, unit: 'x' }),
  pairsRow('attached, printing: every line has its place', 'printing', { at: 'most', value: 2, unit: 'x' }),
  pairsRow('breakpoints in another function: loops', 'loops', { at: 'most', value: 1.05, unit: 'x' }, 'debugged-loops'),
  pairsRow(
    'breakpoints in another function: recursion',
    'recursion',
    { at: 'most', value: 3, unit: 'x' },
    'debugged-recursion',
  ),
  pairsRow('breakpoint in the function of a hot loop', 'sameFunction', { at: 'most', value: 7, unit: 'x' }),
  timeRow('condition on a hot line, each', 'debugger-probe.mjs', 'condition', 1.5, 'µs', 11),
  timeRow('step over, request to stopped event, over TCP', 'dap-probe.mjs', 'step', 3, 'ms', 101),
  timeRow('variables: 100 locals', 'debugger-probe.mjs', 'locals', 5, 'ms'),
  timeRow('variables: first page of 1,000,000', 'debugger-probe.mjs', 'million', 5, 'ms'),
  timeRow('pause of a busy loop', 'debugger-probe.mjs', 'pause', 2, 'ms'),
  timeRow('10 clients at once, slowest command', 'dap-probe.mjs', 'clients', 50, 'ms', 20),
];

/**
 * @param {string} name
 * @param {string} what to measure, debugged and not, in alternation
 * @param {Target} target
 * @param {string} [compared] script that lua5.4 runs with a line hook that does nothing, and without
 * @returns {Row}
 */
function pairsRow(name, what, target, compared) {
  return {
    group: GROUP,
    name,
    target,
    measure: async (context) => {
      const measurement = comparedPairs(probe('debugger-probe.mjs', what, String(context.pairs(21))), 's');
      return compared === undefined ? measurement : { ...measurement, ...(await plainHook(context, compared)) };
    },
  };
}

/** The same with a line hook written in Lua. @param {Context} context @param {string} name */
async function plainHook(context, name) {
  if (!context.has('lua5.4')) return {};
  const seconds = (/** @type {readonly string[]} */ args) =>
    Number(textOf(['lua5.4', script(name), ...args]).split('\t')[0]);
  const pairs = await context.alternate(
    () => seconds(['hook']),
    () => seconds([]),
  );
  const ratio = median(comparedPairs(pairs, 's').ratios ?? []);
  return { note: `a line hook under lua5.4: ${ratio.toFixed(1)}x` };
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string} what
 * @param {number} most
 * @param {string} unit
 * @param {number} [samples]
 * @returns {Row}
 */
function timeRow(name, file, what, most, unit, samples = SAMPLES) {
  return {
    group: GROUP,
    name,
    target: { at: 'most', value: most, unit, scales: true },
    measure: () => Promise.resolve(measured(probe(file, what, String(samples)), unit)),
  };
}
