// CPU-bound Lua against lua5.4. Scripts print `begin` before their work and a checksum after it; the time between the two lines
// is taken here, by one clock for both, so that neither the start of the process counts nor what os.clock means to it.

import { script } from './context.mjs';
import { timedText } from './process.mjs';
import { comparedPairs, geometricMeans } from './row.mjs';

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./row.mjs').Measurement} Measurement */

const GROUP = 'CPU-bound Lua';
const PROGRAMS = [
  'fib',
  'n-body',
  'spectral-norm',
  'binary-trees',
  'fannkuch',
  'string-building',
  'table-sort',
  'closures-oop',
];

/** Ratios of the programs that were measured, for the rows that sum them up. @type {Map<string, readonly number[]>} */
const ratios = new Map();

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  ...PROGRAMS.map((name) => ({
    group: GROUP,
    name,
    target: { at: /** @type {const} */ ('most'), value: 2.5, unit: 'x' },
    needs: ['lua5.4'],
    measure: (/** @type {Context} */ context) => measureProgram(context, name),
  })),
  {
    group: GROUP,
    name: 'geometric mean',
    target: { at: 'most', value: 1.6, unit: 'x' },
    needs: ['lua5.4'],
    measure: async () => summary(geometricMeans(measuredSeries())),
  },
  {
    group: GROUP,
    name: 'worst',
    target: { at: 'most', value: 2.5, unit: 'x' },
    needs: ['lua5.4'],
    measure: async () => {
      measuredSeries();
      const [name, series] = [...ratios].reduce((a, b) => (summary(b[1]).judged > summary(a[1]).judged ? b : a));
      return { ...summary(series), note: name };
    },
  },
];

/** @param {Context} context @param {string} name @returns {Promise<Measurement>} */
async function measureProgram(context, name) {
  const file = script(name);
  const want = (await runProgram(context.theirs(file))).printed;
  /** @param {import('./process.mjs').Command} command */
  const seconds = async (command) => {
    const run = await runProgram(command);
    if (run.printed !== want) throw new Error(`${command.join(' ')} printed ${run.printed}, lua5.4 ${want}`);
    return run.seconds;
  };
  await seconds(context.ours(file));
  const pairs = await context.alternate(
    () => seconds(context.ours(file)),
    () => seconds(context.theirs(file)),
  );
  const measurement = comparedPairs(pairs, 's');
  ratios.set(name, measurement.ratios ?? []);
  return measurement;
}

/** @param {import('./process.mjs').Command} command */
async function runProgram(command) {
  const { text, linesAt } = await timedText(command);
  const match = /^begin\n(checksum .+)\n$/.exec(text);
  if (!match) throw new Error(`${command.join(' ')} did not print begin and its checksum: ${text.slice(-200)}`);
  return { printed: match[1], seconds: (linesAt[1] - linesAt[0]) / 1000 };
}

function measuredSeries() {
  const missing = PROGRAMS.filter((name) => !ratios.has(name));
  if (missing.length > 0) throw new Error(`not measured: ${missing.join(', ')}`);
  return [...ratios.values()];
}

/** @param {readonly number[]} series ratios by pair @returns {Measurement} */
function summary(series) {
  return comparedPairs({ ours: series, theirs: series.map(() => 1) }, 'x');
}
