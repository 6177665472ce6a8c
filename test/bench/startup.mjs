// From nothing to the first line of output and out again, against the shortest life of a Node process. Every sample is a new
// process; files are in the page cache.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCommand } from './context.mjs';
import { textOf, wallMs } from './process.mjs';
import { comparedPairs } from './row.mjs';

const PAIRS = 31;
const CODE = 'print(1)';

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'start',
    name: `exec '${CODE}' against node -e 0`,
    target: { at: 'most', value: 2.5, unit: 'x' },
    measure: async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
      try {
        const file = join(folder, 'one.lua');
        writeFileSync(file, CODE);
        const command = context.override ? context.ours(file) : context.execCommand(CODE);
        const printed = textOf(command);
        if (printed !== '1\n') throw new Error(`${command.join(' ')} printed ${printed}`);
        wallMs(nodeCommand);
        const pairs = await context.alternate(
          () => wallMs(command),
          () => wallMs(nodeCommand),
          context.pairs(PAIRS),
        );
        return comparedPairs(pairs, 'ms');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
];
