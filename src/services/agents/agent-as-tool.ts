// An agent as a tool that other agents, scripts and workflows call. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { CallContext, Value } from '../../base/values.js';
import { canonicalName } from '../tools/tool-registry.js';
import { CATEGORIES } from '../tools/tool.js';
import type { Tool, ToolCategory } from '../tools/tool.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { Agent } from './agent.js';

const SECURITY_LEVELS = ['safe', 'restricted', 'privileged'];

/**
 * @param config {tool_name?, category?, security_level?}
 * @param ask asks the agent, hooks included
 * @throws SpellError `TOOL_DEFINITION`
 */
export function agentAsTool(
  agent: Agent,
  config: ValueObject,
  ask: (input: ValueObject, call: CallContext) => Promise<ValueObject>,
): Tool {
  const { name, description } = agent.spec;
  const tool = parseName(config['tool_name'] ?? `${name}_tool`);
  checkSecurity(config['security_level'] ?? 'safe');
  return {
    name: tool,
    description: `Asks the agent ${name}: ${description}`,
    version: '1.0.0',
    category: parseCategory(config['category'] ?? 'utility'),
    parameters: [
      { name: 'text', type: 'string', description: 'what the agent is asked', required: true },
      { name: 'context', type: 'object', description: 'what the agent is to know besides, by name' },
    ],
    execute: async (parameters, { call }) => {
      if (call === undefined) throw noCall(tool);
      const { text, data, metadata } = await ask(parameters, call);
      return {
        text: typeof text === 'string' ? text : '',
        metadata: isValueObject(metadata) ? metadata : {},
        fields: { success: true, result: data ?? text, text },
      };
    },
  };
}

function parseName(value: Value): string {
  if (typeof value !== 'string') throw wrong('tool_name', `expected a string, got ${luaTypeOf(value)}`);
  const name = canonicalName(value).replaceAll(/[^a-z0-9-]+/g, '-');
  if (/^[a-z]/.test(name)) return name;
  throw wrong('tool_name', `'${value}' does not begin with a letter`);
}

function parseCategory(value: Value): ToolCategory {
  if (typeof value !== 'string') throw wrong('category', `expected a string, got ${luaTypeOf(value)}`);
  // Categories of one's own are listed with the rest.
  return CATEGORIES.find((known) => known === value.toLowerCase()) ?? 'utility';
}

/** It changes nothing: what the agent does is held by the permissions of the script. */
function checkSecurity(value: Value): void {
  const text = typeof value === 'string' ? value : luaTypeOf(value);
  if (SECURITY_LEVELS.includes(text)) return;
  throw wrong(
    'security_level',
    `'${text}' is none of ${SECURITY_LEVELS.join(', ')}${didYouMean(text, SECURITY_LEVELS)}`,
  );
}

function wrong(field: string, problem: string): SpellError {
  return new SpellError('TOOL_DEFINITION', `Invalid definition of a tool: ${field}: ${problem}`, {
    category: 'Validation error',
    help: "write Agent.wrap_as_tool('reader', {tool_name = 'ask-reader', category = 'analysis'})",
    details: { field },
  });
}

function noCall(tool: string): SpellError {
  return new SpellError(
    'TOOL_GONE',
    `The tool '${tool}' asks an agent of a script: it can be called from scripts only`,
    {
      category: 'Tool execution error',
      help: 'call it with Tool.execute',
      details: { tool },
    },
  );
}
