// How long scripts wait for a session that is kept. The script prints nanoseconds, the median of many.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { script } from './context.mjs';
import { textOf } from './process.mjs';
import { measured } from './row.mjs';

/** @typedef {import('./context.mjs').Context} Context */

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'sessions',
    name: 'Session.create',
    target: { at: 'most', value: 5, unit: 'ms', scales: true },
    measure: (context) => {
      return measured(
        Array.from({ length: context.pairs() }, () => created(context)),
        'ms',
      );
    },
  },
];

/** @param {Context} context */
function created(context) {
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  try {
    const command = context.ours(script('session-create'));
    const match = /^ns_per_op (\d+\.\d+)\n$/.exec(textOf(command, { ...process.env, LLMSPELL_STATE_DIR: folder }));
    if (!match) throw new Error(`${command.join(' ')} printed something else`);
    return Number(match[1]) / 1e6;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
