// What models were asked and what it cost, by provider and by run. Control thread.

import type { ModelUsage } from './model-provider.js';

export interface UsageTotals {
  readonly requests: number;
  /** Those that failed, after all their retries. */
  readonly failures: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars, of the requests to providers whose prices are configured. */
  readonly costUsd: number;
  /** From the request to the end of its answer, all together. */
  readonly milliseconds: number;
}

export interface UsageRecord {
  readonly provider: string;
  readonly model: string;
  /** Absent where no script asked. */
  readonly runId?: string | undefined;
  readonly usage: ModelUsage;
  readonly failed: boolean;
  readonly milliseconds: number;
}

const NOTHING: UsageTotals = {
  requests: 0,
  failures: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  milliseconds: 0,
};

/** Older runs are forgotten; a session may have very many. */
const KEPT_RUNS = 200;

/** Told of every request when it begins and, with what it was, when it has ended. */
export interface UsageObserver {
  began(provider: string, model: string, runId: string | undefined): void;
  ended(record: UsageRecord): void;
}

export class UsageLedger {
  private readonly providers = new Map<string, UsageTotals>();
  private readonly runs = new Map<string, UsageTotals>();
  private all = NOTHING;

  constructor(private readonly observer?: UsageObserver) {}

  begin(provider: string, model: string, runId: string | undefined): void {
    this.observer?.began(provider, model, runId);
  }

  record(entry: UsageRecord): void {
    this.observer?.ended(entry);
    this.all = plus(this.all, entry);
    this.providers.set(entry.provider, plus(this.ofProvider(entry.provider), entry));
    if (entry.runId === undefined) return;
    this.runs.set(entry.runId, plus(this.ofRun(entry.runId), entry));
    const [oldest] = this.runs.keys();
    if (this.runs.size > KEPT_RUNS && oldest !== undefined) this.runs.delete(oldest);
  }

  /** Since the session began. */
  get total(): UsageTotals {
    return this.all;
  }

  ofProvider(name: string): UsageTotals {
    return this.providers.get(name) ?? NOTHING;
  }

  ofRun(id: string): UsageTotals {
    return this.runs.get(id) ?? NOTHING;
  }
}

function plus(totals: UsageTotals, { usage, failed, milliseconds }: UsageRecord): UsageTotals {
  return {
    requests: totals.requests + 1,
    failures: totals.failures + (failed ? 1 : 0),
    inputTokens: totals.inputTokens + (usage.inputTokens ?? 0),
    outputTokens: totals.outputTokens + (usage.outputTokens ?? 0),
    costUsd: totals.costUsd + (usage.costUsd ?? 0),
    milliseconds: totals.milliseconds + milliseconds,
  };
}

/** Of several requests; what none of them tells stays unknown. */
export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  const keys = ['inputTokens', 'outputTokens', 'costUsd'] as const;
  const known = keys.filter((key) => a[key] !== undefined || b[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}
