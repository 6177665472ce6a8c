// The kinds of agents that there are, and what each brings with it. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { ValueObject } from '../value-kinds.js';

export interface AgentTemplate {
  readonly name: string;
  readonly description: string;
  /** Settings of the builder; what is said about the agent itself goes before them. */
  readonly settings: (tools: readonly string[]) => ValueObject;
}

export const AGENT_TEMPLATES: readonly AgentTemplate[] = [
  {
    name: 'llm',
    description: 'a model with a conversation; it may use the tools that it is allowed',
    settings: () => ({}),
  },
  {
    name: 'basic',
    description: 'a model that is asked one question at a time and remembers nothing',
    settings: () => ({ max_conversation_length: 0 }),
  },
  {
    name: 'tool-orchestrator',
    description: 'a model that may use every tool, and is told to work with them',
    settings: (tools) => ({
      allowed_tools: tools,
      custom_config: {
        system_prompt:
          'You reach the goal of the user with tools. Decide which ones are needed and in which order, call them, check what they give, and answer when you are done.',
      },
    }),
  },
];

/** @throws SpellError `AGENT_TEMPLATE` */
export function findTemplate(name: string): AgentTemplate {
  const names = AGENT_TEMPLATES.map((template) => template.name);
  const wanted = name.replaceAll('_', '-');
  const found = AGENT_TEMPLATES.find((template) => template.name === wanted);
  if (found !== undefined) return found;
  throw new SpellError('AGENT_TEMPLATE', `There is no template '${name}' of agents${didYouMean(name, names)}`, {
    category: 'Component error',
    help: `the templates are ${names.join(', ')}`,
    details: { template: name },
  });
}

/** What is known of a kind of agents; scripts may ask about any. */
export function describeType(type: string): ValueObject {
  const template = AGENT_TEMPLATES.find(({ name }) => name === type.replaceAll('_', '-'));
  return {
    name: type,
    description: template?.description ?? `agents of the type ${type}`,
    category: 'agent',
    complexity: 'standard',
    required_parameters: [],
    optional_parameters: [
      'name',
      'description',
      'model',
      'provider',
      'system_prompt',
      'temperature',
      'max_tokens',
      'allowed_tools',
    ],
  };
}
