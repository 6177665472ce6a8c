// One agent: who answers in its name, what it may use up, and what is known of it. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import type { CallContext, Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { AgentFigures } from './agent-figures.js';
import type { AgentSpec } from './agent-spec.js';
import type { AgentTools } from './agent-tools.js';
import { Alerts } from './alerts.js';
import type { Health } from './alerts.js';
import { Lifecycle } from './lifecycle.js';
import { tooDeep } from './recursion.js';
import type { Occasion, Responder } from './responder.js';

/** Called with each piece of a streamed answer, from 1 on; the next one waits for its promise. */
export type OnChunk = (text: string, index: number) => void | Promise<void>;

/** How a streamed answer is taken. */
type Taking = Pick<Occasion, 'onPiece' | 'settle'>;

export interface StreamedOutput {
  readonly table: ValueObject;
  readonly chunks: number;
}

/** Above this share of failed requests an agent is not healthy any more. */
const DEGRADED_ERROR_RATE = 0.5;

/** What an agent that answers adds to {@link CallContext.inside}, before its name. */
const ASKING = 'agent:';

export class Agent {
  readonly lifecycle: Lifecycle;
  readonly figures = new AgentFigures();
  readonly alerts = new Alerts();
  /** What the script has given it to keep. */
  custom: ValueObject = {};

  constructor(
    readonly id: string,
    readonly spec: AgentSpec,
    readonly responder: Responder,
    private readonly tools: AgentTools,
    private readonly logger: Logger,
  ) {
    this.lifecycle = new Lifecycle(spec.name);
  }

  /** @throws SpellError `AGENT_STATE`, `AGENT_LIMIT`, and what its responder throws */
  execute(input: ValueObject, call: CallContext): Promise<ValueObject> {
    return this.respond(input, call);
  }

  /** As {@link execute}; an error of `onChunk` ends the request and is thrown. `settle` waits for what it has put off. */
  async stream(
    input: ValueObject,
    onChunk: OnChunk,
    call: CallContext,
    settle?: () => Promise<void>,
  ): Promise<StreamedOutput> {
    let chunks = 0;
    const onPiece = (text: string): void | Promise<void> => onChunk(text, ++chunks);
    const table = await this.respond(input, call, { onPiece, ...(settle && { settle }) });
    return { table, chunks };
  }

  /** A tool by the script's own wish; the model is not asked. @throws SpellError as {@link AgentTools.runFor} */
  async invokeTool(name: string, parameters: ValueObject, call: CallContext): Promise<ValueObject> {
    return this.tools.runFor(call)(name, parameters, call.signal);
  }

  /** `provider/model`, or how agents work together. */
  get modelName(): string {
    return this.responder.modelName;
  }

  /** Names of the agents that answer in its name. */
  get delegates(): readonly string[] {
    return this.responder.delegates;
  }

  get below(): Responder['below'] {
    return this.responder.below;
  }

  get health(): Health {
    if (!this.lifecycle.isHealthy) return 'unhealthy';
    return this.figures.errorRate > DEGRADED_ERROR_RATE ? 'degraded' : 'healthy';
  }

  metrics(): ValueObject {
    const memory_bytes = JSON.stringify(this.responder.saved(), replaceBytes).length;
    return { agent_id: this.id, ...this.figures.counters(), memory_bytes, cpu_percent: 0 };
  }

  /** Alerts whose conditions hold now are kept, and logged. */
  checkAlerts(runId: string): void {
    if (this.alerts.isEmpty) return;
    const measured = { metrics: this.metrics(), health: this.health, errorRate: this.figures.errorRate };
    for (const fields of this.alerts.check(measured)) {
      const message = `alert of agent ${this.spec.name}`;
      this.logger.log({ level: 'warn', module: 'services.agents.alerts', message, runId, fields });
    }
  }

  saved(): ValueObject {
    return { version: 1, conversation: this.responder.saved(), custom: this.custom };
  }

  /** @throws SpellError `AGENT_STATE` when it is something else */
  restore(saved: Value): void {
    if (!isValueObject(saved) || saved['version'] !== 1) throw notSaved(this.spec.name);
    this.responder.restore(saved['conversation']);
    const { custom } = saved;
    this.custom = isValueObject(custom) ? custom : {};
  }

  private async respond(input: ValueObject, outer: CallContext, taking: Taking = {}): Promise<ValueObject> {
    this.lifecycle.checkUsable();
    const call = { ...outer, inside: this.enter(outer.inside ?? []) };
    try {
      const occasion = { call, watcher: this.figures, ...taking };
      const table = await this.figures.measure(() => this.responder.answer(input, occasion));
      this.notePaid(table);
      return table;
    } catch (error) {
      this.lifecycle.noteFailure(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.checkAlerts(outer.runId);
    }
  }

  /** Goes one deeper, if that is allowed. */
  private enter(inside: readonly string[]): readonly string[] {
    const { name, maxRecursionDepth } = this.spec;
    const asking = inside.flatMap((part) => (part.startsWith(ASKING) ? [part.slice(ASKING.length)] : []));
    if (asking.length <= maxRecursionDepth) return [...inside, ASKING + name];
    throw tooDeep([...asking, name], maxRecursionDepth);
  }

  private notePaid({ metadata }: ValueObject): void {
    const cost = isValueObject(metadata) ? metadata['cost_usd'] : undefined;
    if (typeof cost === 'number') this.figures.paid(cost);
  }
}

function replaceBytes(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? { length: value.length } : value;
}

function notSaved(agent: string): SpellError {
  return new SpellError('AGENT_STATE', `What was saved for agent '${agent}' is not a state of an agent`, {
    category: 'Storage error',
    help: 'agent:delete_state() removes it',
    details: { agent },
  });
}
