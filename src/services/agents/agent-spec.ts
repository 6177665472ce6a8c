// What a script says about an agent, checked and with defaults. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export interface AgentSpec {
  readonly name: string;
  readonly description: string;
  readonly systemPrompt: string;
  readonly provider?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  /** Secret: not part of what scripts can read back. */
  readonly apiKey?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Messages that are kept of a conversation. */
  readonly maxConversationLength: number;
  readonly maxExecutionSeconds: number;
  readonly maxMemoryMegabytes: number;
  readonly maxToolCalls: number;
  readonly maxRecursionDepth: number;
  readonly allowedTools: readonly string[];
}

const KEYS = [
  'name',
  'description',
  'type',
  'agent_type',
  'provider',
  'model',
  'base_url',
  'api_key',
  'system_prompt',
  'temperature',
  'max_tokens',
  'max_conversation_length',
  'max_execution_time',
  'max_memory_mb',
  'max_tool_calls',
  'max_recursion_depth',
  'allowed_tools',
  'custom_config',
  'resource_limits',
] as const;
type Key = (typeof KEYS)[number];

/**
 * Reads the table that the builder collects. `custom_config` may hold `system_prompt` and `max_conversation_length`,
 * `resource_limits` the four limits (time as `max_execution_time_secs`); the same setting outside of them wins.
 *
 * @throws SpellError `AGENT_SPEC` naming the setting
 */
export function parseAgentSpec(table: ValueObject): AgentSpec {
  for (const key of Object.keys(table)) {
    if (!(KEYS as readonly string[]).includes(key)) throw unknownSetting(key);
  }
  const custom = subTable(table, 'custom_config');
  const limits = subTable(table, 'resource_limits');
  const name = text(table, 'name') ?? `agent_${crypto.randomUUID().slice(0, 8)}`;
  const description = text(table, 'description') ?? 'LLM-powered agent';
  return {
    name: nonEmpty(name, 'name'),
    description,
    systemPrompt:
      text(table, 'system_prompt') ??
      text(custom, 'system_prompt') ??
      `You are ${name}, an AI assistant. ${description}`,
    ...optional('provider', text(table, 'provider')),
    ...optional('model', text(table, 'model')),
    ...optional('baseUrl', text(table, 'base_url')),
    ...optional('apiKey', text(table, 'api_key')),
    ...optional('temperature', number(table, 'temperature', 0, 100)),
    ...optional('maxTokens', integer(table, 'max_tokens', 1)),
    maxConversationLength:
      integer(table, 'max_conversation_length', 0) ?? integer(custom, 'max_conversation_length', 0) ?? 100,
    maxExecutionSeconds:
      integer(table, 'max_execution_time', 1) ?? integer(limits, 'max_execution_time_secs', 1) ?? 300,
    maxMemoryMegabytes: integer(table, 'max_memory_mb', 1) ?? integer(limits, 'max_memory_mb', 1) ?? 512,
    maxToolCalls: integer(table, 'max_tool_calls', 0) ?? integer(limits, 'max_tool_calls', 0) ?? 100,
    maxRecursionDepth: integer(table, 'max_recursion_depth', 0) ?? integer(limits, 'max_recursion_depth', 0) ?? 10,
    allowedTools: toolNames(table),
  };
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}

function subTable(table: ValueObject, key: Key): ValueObject {
  const value = table[key] ?? {};
  if (isValueObject(value)) return value;
  throw invalid(key, `expected a table, got ${luaTypeOf(value)}`);
}

function text(table: ValueObject, key: string): string | undefined {
  const value = table[key] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(
    key,
    value instanceof Uint8Array ? 'it is not UTF-8 text' : `expected a string, got ${luaTypeOf(value)}`,
  );
}

function nonEmpty(value: string, key: Key): string {
  if (value.trim() !== '') return value;
  throw invalid(key, 'it is empty');
}

function number(table: ValueObject, key: string, min: number, max: number): number | undefined {
  const value = table[key] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw invalid(key, `expected a number, got ${luaTypeOf(value)}`);
  }
  const converted = Number(value);
  if (converted >= min && converted <= max) return converted;
  throw invalid(key, `${converted} is not between ${min} and ${max}`);
}

function integer(table: ValueObject, key: string, min: number): number | undefined {
  const value = number(table, key, min, 2 ** 31 - 1);
  if (value === undefined || Number.isInteger(value)) return value;
  throw invalid(key, `${value} is not a whole number`);
}

function toolNames(table: ValueObject): readonly string[] {
  const list = asArray(table['allowed_tools'] ?? []);
  const isName = (value: Value): value is string => typeof value === 'string';
  if (list?.every(isName) === true) return list.filter(isName);
  throw invalid('allowed_tools', 'expected an array of tool names');
}

function unknownSetting(key: string): SpellError {
  return new SpellError('AGENT_SPEC', `Invalid agent configuration: unknown setting '${key}'${didYouMean(key, KEYS)}`, {
    category: 'Validation error',
    help: `the settings are ${KEYS.join(', ')}`,
    details: { setting: key },
  });
}

function invalid(key: string, problem: string): SpellError {
  return new SpellError('AGENT_SPEC', `Invalid agent configuration: ${key}: ${problem}`, {
    category: 'Validation error',
    help: 'see Agent.builder in docs/reference/lua-api.md',
    details: { setting: key },
  });
}
