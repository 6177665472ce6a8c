// The commands below `llmspell agent`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const AGENT_COMMANDS = ['list', 'test'] as const;

export const AGENT_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'model',
    value: 'MODEL',
    scope: 'agent',
    description: 'test: PROVIDER/NAME (default: the default model)',
  },
  {
    long: 'template',
    value: 'NAME',
    choices: ['llm', 'basic', 'tool-orchestrator'],
    scope: 'agent',
    description: 'test: the kind of agent (default basic)',
  },
];
