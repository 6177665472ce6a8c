// How fast events go, in the service alone and from Lua, and whether memory stays bounded where nobody receives them.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { script } from './context.mjs';
import { peakMegabytes, textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';

const GROUP = 'events';
const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'events-probe.mjs');
/** Events that nobody receives, whose peaks of memory are compared: both are more than may wait. */
const [FEW, MANY] = [50_000, 500_000];

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: GROUP,
    name: '100,000 events in the service, to three subscriptions',
    target: { at: 'least', value: 50_000, unit: '/s', scales: true },
    measure: () => Promise.resolve(measured(JSON.parse(textOf([process.execPath, PROBE])), '/s')),
  },
  {
    group: GROUP,
    name: '100,000 events published by Lua',
    target: { at: 'least', value: 20_000, unit: '/s', scales: true },
    measure: (context) => Promise.resolve(measured(samples(context, 'events-publish'), '/s')),
  },
  {
    group: GROUP,
    name: '100,000 events published and received by Lua',
    target: { at: 'least', value: 20_000, unit: '/s', scales: true },
    measure: (context) => Promise.resolve(measured(samples(context, 'events-receive'), '/s')),
  },
  {
    group: GROUP,
    name: 'peak memory, 500,000 events that nobody receives against 50,000',
    target: { at: 'most', value: 1.2, unit: 'x' },
    measure: async (context) => {
      const peak = (/** @type {number} */ count) =>
        peakMegabytes([...context.ours(script('events-publish')), String(count)]);
      const pairs = await context.alternate(
        () => peak(MANY),
        () => peak(FEW),
        context.pairs(5),
      );
      return comparedPairs(pairs, 'MB');
    },
  },
];

/** @param {import('./context.mjs').Context} context @param {string} name of a script that prints one figure */
function samples(context, name) {
  return Array.from({ length: context.pairs() }, () => {
    const command = context.ours(script(name));
    const match = /^per_second (\d+\.\d+)\n$/.exec(textOf(command));
    if (!match) throw new Error(`${command.join(' ')} printed something else`);
    return Number(match[1]);
  });
}
