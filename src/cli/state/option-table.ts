// The commands below `llmspell state` and `llmspell backup`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';
import { STATE_FORMATS } from './state-formats.js';

export const STATE_COMMANDS = ['get', 'set', 'show', 'list', 'delete', 'clear', 'export', 'import', 'watch'] as const;
export type StateCommand = (typeof STATE_COMMANDS)[number];

export const BACKUP_COMMANDS = ['create', 'list', 'verify', 'restore', 'remove'] as const;
export type BackupCommand = (typeof BACKUP_COMMANDS)[number];

export const STATE_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'state',
    description: 'ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  {
    long: 'scope',
    value: 'SCOPE',
    scope: 'state',
    description: 'the scope (default user); list, export and watch take * for all',
  },
  {
    long: 'format',
    value: 'FORMAT',
    choices: STATE_FORMATS,
    scope: 'state',
    description: 'show, export, import: json, yaml or toml (default: by the name of the file, else json)',
  },
  { long: 'merge', scope: 'state', description: 'import: keep keys that the file does not have' },
  { long: 'ttl', value: 'TIME', scope: 'state', description: 'set: the value goes by itself after this time: 30s, 2h' },
  { long: 'text', scope: 'state', description: 'set: the value is text, also where it reads like JSON' },
  { long: 'yes', scope: 'state', description: 'clear: do not ask' },
  { long: 'yes', scope: 'backup', description: 'restore, remove: do not ask' },
];
