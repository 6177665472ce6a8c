// The agents of a session: created from plain tables, found by id or name. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { ProviderRegistry } from '../providers/provider-registry.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { Agent } from './agent.js';
import type { AgentTools } from './agent.js';
import { parseAgentSpec } from './agent-spec.js';

export class AgentService {
  private readonly agents = new Map<string, Agent>();
  private created = 0;

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly tools: AgentTools,
  ) {}

  /**
   * @param table see {@link parseAgentSpec}
   * @throws SpellError `AGENT_SPEC`, `AGENT_EXISTS`, and what {@link ProviderRegistry.resolve} throws
   */
  create(table: ValueObject): Agent {
    const spec = parseAgentSpec(table);
    if (this.findByName(spec.name) !== undefined) throw nameTaken(spec.name);
    const model = this.providers.resolve(spec);
    this.created += 1;
    const agent = new Agent(`agent-${this.created}`, spec, model, this.tools);
    this.agents.set(agent.id, agent);
    return agent;
  }

  /** @throws SpellError `AGENT_NOT_FOUND` when there is none, or no longer */
  get(id: string): Agent {
    const agent = this.agents.get(id);
    if (agent !== undefined) return agent;
    const names = this.list().map((other) => other.spec.name);
    throw new SpellError('AGENT_NOT_FOUND', `Agent '${id}' not found${didYouMean(id, names)}`, {
      category: 'Component error',
      help: 'it was destroyed, or never built; build it with Agent.builder()',
      details: { agent: id },
    });
  }

  findByName(name: string): Agent | undefined {
    return this.list().find((agent) => agent.spec.name === name);
  }

  /** In the order of their creation. */
  list(): readonly Agent[] {
    return [...this.agents.values()];
  }

  /** Frees the name. Requests that are under way go on. */
  destroy(id: string): boolean {
    return this.agents.delete(id);
  }

  dispose(): void {
    this.agents.clear();
  }
}

/** An agent's settings as scripts see them: everything but the key. */
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
    resource_limits: {
      max_execution_time_secs: spec.maxExecutionSeconds,
      max_memory_mb: spec.maxMemoryMegabytes,
      max_tool_calls: spec.maxToolCalls,
      max_recursion_depth: spec.maxRecursionDepth,
    },
  });
}

function nameTaken(name: string): SpellError {
  return new SpellError('AGENT_EXISTS', `Agent '${name}' already exists`, {
    category: 'Component error',
    help: 'choose another name, or call :destroy() on the other agent first',
    details: { agent: name },
  });
}
