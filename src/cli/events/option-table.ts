// The commands below `llmspell events`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const EVENTS_COMMANDS = ['tail', 'list', 'publish', 'stats'] as const;
export type EventsCommand = (typeof EVENTS_COMMANDS)[number];

export const EVENTS_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'events',
    description: 'ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  {
    long: 'filter',
    value: 'PATTERN',
    scope: 'events',
    description: 'tail, list: only this type, or those that begin so: tool.* (default *)',
  },
  { long: 'run', value: 'ID', scope: 'events', description: 'tail, list: only events of this run' },
  {
    long: 'limit',
    value: 'NUMBER',
    scope: 'events',
    description: 'list: the newest so many (default 100); tail: end after so many',
  },
];
