// The commands below `llmspell history`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const HISTORY_COMMANDS = ['search', 'clear', 'export'] as const;
export type HistoryCommand = (typeof HISTORY_COMMANDS)[number];

export const HISTORY_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'history',
    description: 'search, export: ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  { long: 'count', value: 'N', scope: 'history', description: 'search: show at most so many, the newest (default 20)' },
  { long: 'steps', scope: 'history', description: 'clear: also the steps of kept sessions that ran such inputs' },
  { long: 'yes', scope: 'history', description: 'clear: do not ask' },
];
