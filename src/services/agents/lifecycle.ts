// The states of an agent: which there are, how one leads to another, and what has been. Control thread.

import { SpellError } from '../../base/errors.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export type AgentState =
  | 'Uninitialized'
  | 'Initializing'
  | 'Ready'
  | 'Running'
  | 'Paused'
  | 'Error'
  | 'Recovering'
  | 'Terminating'
  | 'Terminated';

interface Action {
  readonly from: readonly AgentState[];
  /** The states that it goes through, one after the other. */
  readonly through: readonly AgentState[];
}

/** Agents are initialised when they are built; doing it again changes nothing else. */
const ACTIONS = {
  initialize: { from: ['Uninitialized', 'Ready'], through: ['Initializing', 'Ready'] },
  start: { from: ['Ready'], through: ['Running'] },
  pause: { from: ['Running'], through: ['Paused'] },
  resume: { from: ['Paused'], through: ['Running'] },
  stop: { from: ['Running', 'Paused'], through: ['Ready'] },
  terminate: { from: ['Uninitialized', 'Ready', 'Running', 'Paused', 'Error'], through: ['Terminating', 'Terminated'] },
  recover: { from: ['Error'], through: ['Recovering', 'Ready'] },
  set_error: { from: ['Uninitialized', 'Ready', 'Running', 'Paused'], through: ['Error'] },
} as const satisfies Readonly<Record<string, Action>>;

export type AgentAction = keyof typeof ACTIONS;
export const AGENT_ACTIONS = Object.keys(ACTIONS) as readonly AgentAction[];

/** Questions are answered in these. */
const USABLE: readonly AgentState[] = ['Ready', 'Running'];
const HEALTHY: readonly AgentState[] = ['Ready', 'Running', 'Paused'];
/** Changes that are remembered. */
const MOST = 100;

interface Change {
  readonly from: AgentState;
  readonly to: AgentState;
  readonly at: number;
  /** Milliseconds spent in `from`. */
  readonly spent: number;
  readonly reason: string | undefined;
}

export class Lifecycle {
  private state: AgentState = 'Uninitialized';
  private readonly began: number;
  private entered: number;
  private changes: readonly Change[] = [];
  private readonly spent = new Map<AgentState, number>();
  private readonly counts = { transitions: 0, errors: 0, recoveries: 0 };
  private error: string | undefined;

  constructor(
    private readonly agent: string,
    private readonly now: () => number = Date.now,
  ) {
    this.began = now();
    this.entered = this.began;
    this.perform('initialize');
  }

  get current(): AgentState {
    return this.state;
  }

  get isHealthy(): boolean {
    return HEALTHY.includes(this.state);
  }

  /** The reason of the last `set_error`, or what the last request that failed said. */
  get lastError(): string | undefined {
    return this.error;
  }

  get recoveryAttempts(): number {
    return this.counts.recoveries;
  }

  /** @throws SpellError `AGENT_STATE` where the state does not allow it */
  perform(action: AgentAction, reason?: string): void {
    const { from, through }: Action = ACTIONS[action];
    if (!from.includes(this.state)) throw this.illegal(action, from);
    if (action === 'recover') this.counts.recoveries += 1;
    if (action === 'set_error') {
      this.counts.errors += 1;
      this.error = reason;
    }
    for (const next of through) this.enter(next, reason);
  }

  /** A request has failed; the state stays. */
  noteFailure(message: string): void {
    this.error = message;
  }

  /** @throws SpellError `AGENT_STATE` where no questions are answered */
  checkUsable(): void {
    if (USABLE.includes(this.state)) return;
    throw stateError(this.agent, `is ${this.state} and answers no questions`, this.state, {
      Paused: 'call agent:resume() first',
      Error: 'call agent:recover() first',
    });
  }

  /** Oldest first: {from, to, timestamp, elapsed (seconds in `from`), reason?}. */
  history(): readonly ValueObject[] {
    return this.changes.map(({ from, to, at, spent, reason }) =>
      compact({ from, to, timestamp: new Date(at).toISOString(), elapsed: spent / 1000, reason }),
    );
  }

  /** Times are seconds. */
  metrics(): ValueObject {
    const now = this.now();
    const spent = new Map(this.spent).set(this.state, (this.spent.get(this.state) ?? 0) + now - this.entered);
    return {
      current_state: this.state,
      total_transitions: this.counts.transitions,
      error_count: this.counts.errors,
      recovery_attempts: this.counts.recoveries,
      uptime: (now - this.began) / 1000,
      last_transition: new Date(this.entered).toISOString(),
      state_time_distribution: Object.fromEntries([...spent].map(([state, ms]) => [state, ms / 1000])),
    };
  }

  private enter(to: AgentState, reason: string | undefined): void {
    const at = this.now();
    const change = { from: this.state, to, at, spent: at - this.entered, reason };
    this.spent.set(this.state, (this.spent.get(this.state) ?? 0) + change.spent);
    this.changes = [...this.changes, change].slice(-MOST);
    this.counts.transitions += 1;
    this.state = to;
    this.entered = at;
  }

  private illegal(action: AgentAction, from: readonly AgentState[]): SpellError {
    const problem = `cannot ${action.replace('_', ' ')}: it is ${this.state}, not ${from.join(' or ')}`;
    const possible = AGENT_ACTIONS.filter((name) => (ACTIONS[name] as Action).from.includes(this.state));
    const help = possible.length === 0 ? 'build another agent' : `in this state there are ${possible.join(', ')}`;
    return stateError(this.agent, problem, this.state, { [this.state]: help });
  }
}

function stateError(
  agent: string,
  problem: string,
  state: AgentState,
  help: { readonly [S in AgentState]?: string },
): SpellError {
  return new SpellError('AGENT_STATE', `Agent '${agent}' ${problem}`, {
    category: 'Component error',
    help: help[state] ?? 'build another agent',
    details: { agent, state },
  });
}
