// What crossing a protected call or a coroutine costs. Scripts print nanoseconds per operation, the empty loop taken off.

import { script } from './context.mjs';
import { textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';
import { median } from './stats.mjs';

/** @typedef {import('./context.mjs').Context} Context */

const GROUP = 'calls';

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: GROUP,
    name: 'resume + yield',
    target: { at: 'most', value: 5, unit: 'µs', scales: true },
    measure: (context) => absolute(context, 'resume-yield'),
  },
  {
    group: GROUP,
    name: 'pcall without error',
    target: { at: 'most', value: 2.5, unit: 'x' },
    needs: ['lua5.4'],
    measure: async (context) => comparedPairs(await pairsOf(context, 'pcall'), 'µs'),
  },
  {
    group: GROUP,
    name: 'pcall(error)',
    target: { at: 'most', value: 6, unit: 'µs', scales: true },
    measure: (context) => absolute(context, 'pcall-error'),
  },
];

/** Judged by time, with the ratio beside it where lua5.4 is there. @param {Context} context @param {string} name */
async function absolute(context, name) {
  if (!context.has('lua5.4')) {
    return measured(
      Array.from({ length: context.pairs() }, () => microseconds(context.ours(script(name)))),
      'µs',
    );
  }
  const compared = comparedPairs(await pairsOf(context, name), 'µs');
  return { ...compared, judged: median(compared.samples) };
}

/** @param {Context} context @param {string} name */
function pairsOf(context, name) {
  const file = script(name);
  return context.alternate(
    () => microseconds(context.ours(file)),
    () => microseconds(context.theirs(file)),
  );
}

/** @param {import('./process.mjs').Command} command */
function microseconds(command) {
  const text = textOf(command);
  const match = /^ns_per_op (\d+\.\d+)\n$/.exec(text);
  if (!match) throw new Error(`${command.join(' ')} printed ${text.slice(-200)}`);
  return Number(match[1]) / 1000;
}
