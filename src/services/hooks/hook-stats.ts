// What is counted of one hook, and its last executions. Control thread.

import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** How an execution of a hook has ended: what it returned, or how it failed. */
export type Outcome =
  'continue' | 'modified' | 'cancel' | 'redirect' | 'replace' | 'retry' | 'skipped' | 'error' | 'timeout';

export interface Execution {
  readonly outcome: Outcome;
  readonly ms: number;
  readonly correlationId: string;
  readonly runId: string;
  readonly error?: string;
}

const KEPT = 10;

export class HookStats {
  private readonly outcomes = new Map<Outcome, number>();
  private calls = 0;
  private totalMs = 0;
  private maxMs = 0;
  /** Firings that the circuit breaker kept from the hook. */
  leftOut = 0;
  private lastError: string | undefined;
  private readonly last: { readonly execution: Execution; readonly at: number }[] = [];

  add(execution: Execution): void {
    const { outcome, ms, error } = execution;
    this.calls += 1;
    this.totalMs += ms;
    this.maxMs = Math.max(this.maxMs, ms);
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (error !== undefined) this.lastError = error;
    this.last.push({ execution, at: Date.now() });
    if (this.last.length > KEPT) this.last.shift();
  }

  describe(): ValueObject {
    const count = (outcome: Outcome): number => this.outcomes.get(outcome) ?? 0;
    return compact({
      calls: this.calls,
      errors: count('error') + count('timeout'),
      timeouts: count('timeout'),
      left_out: this.leftOut,
      results: Object.fromEntries(this.outcomes),
      total_ms: rounded(this.totalMs),
      average_ms: this.calls === 0 ? 0 : rounded(this.totalMs / this.calls),
      max_ms: rounded(this.maxMs),
      last_error: this.lastError,
    });
  }

  /** Newest last. */
  executions(): readonly ValueObject[] {
    return this.last.map(({ at, execution: { ms, outcome, correlationId, runId, error } }) =>
      compact({
        time: new Date(at).toISOString(),
        ms: rounded(ms),
        outcome,
        correlation_id: correlationId,
        run_id: runId,
        error,
      }),
    );
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
