// What a call of a tool costs. The script prints nanoseconds per call, the empty loop taken off.

import { script } from './context.mjs';
import { textOf } from './process.mjs';
import { measured } from './row.mjs';

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'tools',
    name: 'Tool.execute("calculator")',
    target: { at: 'most', value: 0.3, unit: 'ms', scales: true },
    measure: (context) => {
      return measured(
        Array.from({ length: context.pairs() }, () => milliseconds(context.ours(script('calculator')))),
        'ms',
      );
    },
  },
];

/** @param {readonly string[]} command */
function milliseconds(command) {
  const match = /^ns_per_op (-?\d+\.\d+)\n$/.exec(textOf(command));
  if (!match) throw new Error(`${command.join(' ')} printed something else`);
  return Number(match[1]) / 1e6;
}
