// The command line of the harness.

import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]

  --only NAME     rows whose group or name contains NAME (may be repeated)
  --pairs N       pairs per row instead of the row's own number (11 or more)
  --markdown      print the table as Markdown
  --json FILE     write all samples to FILE as well
  --list          print the names of the rows and end

LLMSPELL_BENCH_COMMAND replaces the command that is measured, with its arguments: the path of a script is put behind it.
  LLMSPELL_BENCH_COMMAND="lua5.4" npm run bench -- --only fib
`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} only
 * @property {number | undefined} pairs
 * @property {boolean} markdown
 * @property {boolean} list
 * @property {string | undefined} json
 * @property {boolean} help
 */

/** @param {readonly string[]} argv @returns {Options} throws a TypeError that says what is wrong */
export function parseOptions(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      pairs: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
  if (pairs !== undefined && !(Number.isInteger(pairs) && pairs > 0)) {
    throw new TypeError(`--pairs takes a positive whole number, not '${values.pairs}'`);
  }
  return { ...values, only: values.only, pairs, json: values.json };
}
