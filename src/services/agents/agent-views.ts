// Agents as scripts see them: settings, details, capabilities. Control thread.

import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { Agent } from './agent.js';

/** {id, name, model} */
export function nameAgent({ id, spec, modelName }: Agent): ValueObject {
  return { id, name: spec.name, model: modelName };
}

/** An agent's settings: everything but the key. */
export function describeAgent(agent: Agent): ValueObject {
  const { spec } = agent;
  return compact({
    name: spec.name,
    description: spec.description,
    model: agent.modelName,
    system_prompt: spec.systemPrompt,
    temperature: spec.temperature,
    max_tokens: spec.maxTokens,
    max_conversation_length: spec.maxConversationLength,
    base_url: spec.baseUrl,
    allowed_tools: spec.allowedTools,
    agents: agent.delegates.length === 0 ? undefined : agent.delegates,
    resource_limits: {
      max_execution_time_secs: spec.maxExecutionSeconds,
      max_memory_mb: spec.maxMemoryMegabytes,
      max_tool_calls: spec.maxToolCalls,
      max_recursion_depth: spec.maxRecursionDepth,
    },
  });
}

/** {id, name, description, state, data, metrics, config, composition} */
export function detailsOf(agent: Agent): ValueObject {
  const { id, spec, lifecycle, custom } = agent;
  return {
    id,
    name: spec.name,
    description: spec.description,
    state: lifecycle.current,
    data: custom,
    metrics: agent.metrics(),
    config: compact({
      system_prompt: spec.systemPrompt,
      temperature: spec.temperature,
      max_tokens: spec.maxTokens,
      max_conversation_length: spec.maxConversationLength,
    }),
    composition: { can_be_wrapped: true, supports_delegation: agent.delegates.length > 0, supports_nesting: true },
  };
}

/** {name, type, id, children}, children with their role, without end where agents are below themselves: then the name alone. */
export function hierarchyOf(
  agent: Agent,
  find: (name: string) => Agent | undefined,
  above: readonly string[] = [],
): ValueObject {
  const { name } = agent.spec;
  const path = [...above, name];
  const children = agent.below.map(({ name: below, role }) => {
    const found = find(below);
    return found === undefined || path.includes(below)
      ? { name: below, type: 'agent', children: [], role }
      : { ...hierarchyOf(found, find, path), role };
  });
  return { name, type: 'agent', id: agent.id, children };
}

/**
 * {id, name, description, config, capabilities}
 *
 * @param sees whether its model may see images
 */
export function capabilitiesOf(agent: Agent, sees: boolean): ValueObject {
  const { id, spec } = agent;
  return {
    id,
    name: spec.name,
    description: spec.description,
    config: compact({
      system_prompt: spec.systemPrompt,
      temperature: spec.temperature,
      max_tokens: spec.maxTokens,
    }),
    capabilities: {
      supports_streaming: true,
      supports_tools: agent.delegates.length === 0,
      supports_context: true,
      supports_multimodal: sees,
    },
  };
}

/** What all agents can do, and else a part of name or description. */
export function hasCapability(agent: Agent, capability: string): boolean {
  const wanted = capability.toLowerCase();
  if (['streaming', 'tools', 'context'].includes(wanted)) return true;
  if (wanted === 'composite') return agent.delegates.length > 0;
  const { name, description } = agent.spec;
  return `${name}\n${description}`.toLowerCase().includes(wanted);
}
