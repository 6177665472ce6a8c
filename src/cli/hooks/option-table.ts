// The commands below `llmspell hooks`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const HOOKS_COMMANDS = ['list', 'show', 'watch', 'reset'] as const;
export type HooksCommand = (typeof HOOKS_COMMANDS)[number];

export const HOOKS_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'hooks',
    description: 'ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  { long: 'session', value: 'NAME', scope: 'hooks', description: 'only hooks of this session (default all)' },
];
