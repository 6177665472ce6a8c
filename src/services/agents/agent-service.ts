// The agents of a session: created from plain tables, found by id or name, and what they share. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Logger } from '../../base/log.js';
import type { CallContext, HostMethod, Value } from '../../base/values.js';
import type { ProviderRegistry } from '../providers/provider-registry.js';
import type { Tool } from '../tools/tool.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { Agent } from './agent.js';
import { agentAsTool } from './agent-as-tool.js';
import { parseAgentSpec } from './agent-spec.js';
import type { AgentSpec } from './agent-spec.js';
import type { AgentTools } from './agent-tools.js';
import { CompositeResponder } from './composite-responder.js';
import { parseComposition } from './composition.js';
import { AgentContexts } from './contexts.js';
import { ModelResponder } from './model-responder.js';
import type { Responder } from './responder.js';
import { SharedMemory } from './shared-memory.js';

export interface AgentParts {
  readonly providers: ProviderRegistry;
  readonly tools: AgentTools;
  /** (id, input) -> output table, hooks included: the road by which agents ask agents. */
  readonly execute: HostMethod;
  readonly logger: Logger;
}

/** Names of agents that are gone and are still known, for messages. */
const MOST_GONE = 1000;

export class AgentService {
  readonly contexts = new AgentContexts();
  readonly memory = new SharedMemory();
  private readonly agents = new Map<string, Agent>();
  private readonly gone = new Map<string, string>();
  private created = 0;

  constructor(private readonly parts: AgentParts) {}

  /**
   * @param table see {@link parseAgentSpec}
   * @throws SpellError `AGENT_SPEC`, `AGENT_EXISTS`, and what {@link ProviderRegistry.resolve} throws
   */
  create(table: ValueObject): Agent {
    const spec = parseAgentSpec(table);
    this.checkFree(spec.name);
    return this.add(spec, new ModelResponder(spec, this.parts.providers.resolve(spec), this.parts.tools));
  }

  /** An agent in whose name others answer. @throws SpellError `AGENT_SPEC`, `AGENT_EXISTS` or `AGENT_NOT_FOUND` */
  compose(name: string, agents: Value, routing: Value): Agent {
    const composition = parseComposition(agents, routing, (other) => this.findByName(other) !== undefined);
    const { strategy, fallback } = composition;
    const description = `Composite agent (${strategy}) of ${composition.agents.join(', ')}`;
    const spec = parseAgentSpec({ name, description });
    this.checkFree(name);
    for (const delegate of [...composition.agents, ...(fallback === undefined ? [] : [fallback])]) this.named(delegate);
    return this.add(
      spec,
      new CompositeResponder(
        name,
        composition,
        (delegate, input, call) => this.ask(this.named(delegate), input, call),
        (delegate) => this.named(delegate).spec.description,
      ),
    );
  }

  /** @throws SpellError `AGENT_NOT_FOUND` or `TOOL_DEFINITION` */
  asTool(name: string, config: ValueObject): Tool {
    const agent = this.named(name);
    return agentAsTool(agent, config, (input, call) => this.ask(agent, input, call));
  }

  /** @throws SpellError `AGENT_NOT_FOUND` when there is none, or no longer */
  get(id: string): Agent {
    return this.agents.get(id) ?? this.notFound(this.gone.get(id) ?? id, this.gone.has(id));
  }

  /** @throws SpellError `AGENT_NOT_FOUND` */
  named(name: string): Agent {
    return this.findByName(name) ?? this.notFound(name, [...this.gone.values()].includes(name));
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
    const agent = this.agents.get(id);
    if (agent === undefined) return false;
    this.gone.set(id, agent.spec.name);
    if (this.gone.size > MOST_GONE) this.gone.delete([...this.gone.keys()][0]!);
    return this.agents.delete(id);
  }

  /** By the road of scripts, hooks included. */
  async ask(agent: Agent, input: ValueObject, call: CallContext): Promise<ValueObject> {
    const answer = await this.parts.execute([this.get(agent.id).id, input], call);
    // A hook may have put anything in the place of the answer.
    return isValueObject(answer) ? answer : { text: typeof answer === 'string' ? answer : '', metadata: {} };
  }

  dispose(): void {
    this.agents.clear();
    this.contexts.clear();
    this.memory.clear();
  }

  private add(spec: AgentSpec, responder: Responder): Agent {
    this.created += 1;
    const agent = new Agent(`agent-${this.created}`, spec, responder, this.parts.tools, this.parts.logger);
    this.agents.set(agent.id, agent);
    return agent;
  }

  private checkFree(name: string): void {
    if (this.findByName(name) !== undefined) throw nameTaken(name);
  }

  private notFound(name: string, wasThere: boolean): never {
    const names = this.list().map((other) => other.spec.name);
    const problem = wasThere ? `'${name}' has been destroyed` : `'${name}' not found${didYouMean(name, names)}`;
    throw new SpellError('AGENT_NOT_FOUND', `Agent ${problem}`, {
      category: 'Component error',
      help: wasThere
        ? 'build it again with Agent.builder()'
        : 'it was destroyed, or never built; build it with Agent.builder()',
      details: { agent: name },
    });
  }
}

function nameTaken(name: string): SpellError {
  return new SpellError('AGENT_EXISTS', `Agent '${name}' already exists`, {
    category: 'Component error',
    help: 'choose another name, or call :destroy() on the other agent first',
    details: { agent: name },
  });
}
