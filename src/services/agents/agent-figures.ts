// What an agent has done, in numbers: requests, tokens, tools, times, costs. Control thread.

import { performance } from 'node:perf_hooks';
import type { ModelUsage } from '../providers/model-provider.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** Is told what happens while a question is answered. */
export interface Watcher {
  replied(usage: ModelUsage): void;
  calledTool(hasFailed: boolean): void;
}

export class AgentFigures implements Watcher {
  private total = 0;
  private failed = 0;
  private active = 0;
  private tools = 0;
  private toolFailures = 0;
  private inputTokens = 0;
  private outputTokens = 0;
  private costUsd: number | undefined;
  private milliseconds = 0;
  private longest = 0;

  /** Counts what the work does, and how long it takes. */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    this.total += 1;
    this.active += 1;
    try {
      return await work();
    } catch (error) {
      this.failed += 1;
      throw error;
    } finally {
      this.active -= 1;
      const taken = performance.now() - started;
      this.milliseconds += taken;
      this.longest = Math.max(this.longest, taken);
    }
  }

  replied({ inputTokens = 0, outputTokens = 0 }: ModelUsage): void {
    this.inputTokens += inputTokens;
    this.outputTokens += outputTokens;
  }

  /** What an answer has cost, where the provider tells. */
  paid(costUsd: number): void {
    this.costUsd = (this.costUsd ?? 0) + costUsd;
  }

  calledTool(hasFailed: boolean): void {
    this.tools += 1;
    if (hasFailed) this.toolFailures += 1;
  }

  /** Requests that are over. */
  private get finished(): number {
    return this.total - this.active;
  }

  /** Between 0 and 1; 0 before the first request has ended. */
  get errorRate(): number {
    return this.finished === 0 ? 0 : this.failed / this.finished;
  }

  counters(): ValueObject {
    return compact({
      requests_total: this.total,
      requests_failed: this.failed,
      requests_active: this.active,
      tool_invocations: this.tools,
      tool_failures: this.toolFailures,
      input_tokens: this.inputTokens,
      output_tokens: this.outputTokens,
      total_tokens: this.inputTokens + this.outputTokens,
      cost_usd: this.costUsd,
      total_execution_time_ms: Math.round(this.milliseconds),
    });
  }

  performance(): ValueObject {
    return {
      total_executions: this.finished,
      avg_execution_time_ms: this.finished === 0 ? 0 : this.milliseconds / this.finished,
      max_execution_time_ms: this.longest,
      success_rate: 1 - this.errorRate,
      error_rate: this.errorRate,
    };
  }
}
