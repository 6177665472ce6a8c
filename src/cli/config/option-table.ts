// The commands below `llmspell config`, `llmspell keys` and `llmspell provider`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const CONFIG_COMMANDS = [
  ...(['init', 'validate', 'show', 'get', 'set', 'list', 'list-profiles', 'schema'] as const),
] as const;
export type ConfigCommand = (typeof CONFIG_COMMANDS)[number];

export const KEYS_COMMANDS = ['add', 'list', 'remove'] as const;
export type KeysCommand = (typeof KEYS_COMMANDS)[number];

export const PROVIDER_COMMANDS = ['list', 'test'] as const;

export const CONFIG_FORMATS = ['toml', 'json', 'yaml'] as const;
export type ConfigFormat = (typeof CONFIG_FORMATS)[number];

export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'format',
    value: 'FORMAT',
    choices: CONFIG_FORMATS,
    scope: 'config',
    description: 'show: toml, json or yaml (default toml)',
  },
  { long: 'origin', scope: 'config', description: 'show, list: where each value comes from' },
  { long: 'force', scope: 'config', description: 'init: replace the file that is there' },
];
