// What hooks cost that have nothing to say. The script prints nanoseconds per call of a tool, the call without hooks taken off.

import { script } from './context.mjs';
import { textOf } from './process.mjs';
import { measured } from './row.mjs';

/** @typedef {import('./context.mjs').Context} Context */

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'hooks',
    name: '100 hooks on a tool call, none does anything',
    target: { at: 'most', value: 0.5, unit: 'ms', scales: true },
    measure: (context) => {
      return measured(
        Array.from({ length: context.pairs() }, () => added(context)),
        'ms',
      );
    },
  },
];

/** @param {Context} context */
function added(context) {
  const command = context.ours(script('hooks'));
  const match = /^ns_per_op (-?\d+\.\d+)\n$/.exec(textOf(command));
  if (!match) throw new Error(`${command.join(' ')} printed something else`);
  return Number(match[1]) / 1e6;
}
