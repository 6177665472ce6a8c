// The commands below `llmspell session`, and the options that only they have. Control thread.

import type { SessionStatus } from '../../services/stores/session-store.js';
import type { OptionSpec } from '../options.js';

export const SESSION_COMMANDS = ['create', 'list', 'show', 'replay', 'delete', 'export', 'import', 'search'] as const;
export type SessionCommand = (typeof SESSION_COMMANDS)[number];

export const STATUSES = ['active', 'suspended', 'completed', 'failed', 'archived'] satisfies readonly SessionStatus[];

export const SESSION_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'session',
    description: 'ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  { long: 'description', value: 'TEXT', scope: 'session', description: 'create: what it is for' },
  {
    long: 'tag',
    value: 'TAG',
    scope: 'session',
    description: 'create: a tag; list: only those that have it; repeat it',
  },
  {
    long: 'status',
    value: 'STATUS',
    choices: STATUSES,
    scope: 'session',
    description: 'list: only those of this status',
  },
  { long: 'limit', value: 'N', scope: 'session', description: 'list, search: at most so many (default 50)' },
  { long: 'in', value: 'NAME', scope: 'session', description: 'search: only in this session' },
  {
    long: 'from-step',
    value: 'N',
    scope: 'session',
    description: 'show, replay: from this step on; replay runs those before it without a look at what they give',
  },
  { long: 'to-step', value: 'N', scope: 'session', description: 'show, replay: up to this step' },
  { long: 'stop', scope: 'session', description: 'replay: end at the first step that gives something else' },
  { long: 'copy', scope: 'session', description: 'import: under a new id, also where the session is there already' },
  { long: 'yes', scope: 'session', description: 'delete: do not ask' },
];
