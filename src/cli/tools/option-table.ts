// The commands below `llmspell tool`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const TOOL_COMMANDS = ['list', 'info', 'invoke', 'search'] as const;
export type ToolCommand = (typeof TOOL_COMMANDS)[number];

export const TOOL_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'category',
    value: 'NAME',
    choices: ['filesystem', 'web', 'api', 'analysis', 'data', 'system', 'media', 'utility'],
    scope: 'tool',
    description: 'list, search: only tools of this category',
  },
  {
    long: 'params',
    value: 'JSON',
    scope: 'tool',
    description: 'invoke: the parameters as one JSON object',
  },
];
