// A provider whose requests are counted and priced, and that is left alone for a while when it keeps failing. Control thread.

import { SpellError } from '../../base/errors.js';
import { CircuitBreaker } from '../circuit-breaker.js';
import type { ModelProvider, ModelReply, ModelRequest, ModelStreamPart, ModelUsage } from './model-provider.js';
import type { UsageLedger } from './usage-ledger.js';

/** US dollars for a million tokens; undefined where nobody has said what they cost. */
export interface Prices {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
}

export interface MeterOptions {
  readonly ledger: UsageLedger;
  readonly prices?: Prices;
  /** Failures in a row after which the provider is left alone; 0 for never. Default 5. */
  readonly breakerFailures?: number | undefined;
  /** How long then. Default 30000. */
  readonly breakerPauseMs?: number | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** What says that the server itself is in trouble. */
const TROUBLE = ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT'];

export class MeteredProvider implements ModelProvider {
  readonly name: string;
  readonly defaultModel?: string;
  readonly isOffline: boolean;
  private readonly breaker: CircuitBreaker | undefined;
  private readonly now: () => number;
  private isTrying = false;
  private lastFailure = '';

  constructor(
    private readonly inner: ModelProvider,
    private readonly options: MeterOptions,
  ) {
    this.name = inner.name;
    this.isOffline = inner.isOffline;
    if (inner.defaultModel !== undefined) this.defaultModel = inner.defaultModel;
    this.now = options.now ?? ((): number => performance.now());
    const { breakerFailures: failures = 5, breakerPauseMs: pauseMs = 30_000 } = options;
    if (failures === 0) return;
    const limits = { slowMs: Infinity, window: failures, enough: failures, share: 1, pauseMs, longestPauseMs: pauseMs };
    this.breaker = new CircuitBreaker(limits, this.now);
  }

  /** Milliseconds for which it is left alone. */
  get pausedMs(): number {
    return this.breaker?.leftMs ?? 0;
  }

  async generate(request: ModelRequest): Promise<ModelReply> {
    const call = this.begin(request);
    try {
      const reply = await this.inner.generate(request);
      return { ...reply, usage: call.end(reply.usage) };
    } catch (error) {
      throw call.fail(error);
    } finally {
      call.leave();
    }
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelStreamPart, void, undefined> {
    const call = this.begin(request);
    try {
      for await (const part of this.inner.stream(request)) {
        yield part.type === 'finish' ? { ...part, usage: call.end(part.usage) } : part;
      }
    } catch (error) {
      throw call.fail(error);
    } finally {
      call.leave();
    }
  }

  /** @throws SpellError `PROVIDER_PAUSED` */
  private begin(request: ModelRequest): Call {
    request.signal.throwIfAborted();
    const state = this.breaker?.state ?? 'closed';
    if (state === 'open' || (state === 'half-open' && this.isTrying)) throw this.paused();
    this.isTrying = state === 'half-open';
    const started = this.now();
    this.options.ledger.begin(this.name, request.model, request.origin?.runId);
    let isRecorded = false;
    const record = (usage: ModelUsage, failure?: unknown): void => {
      if (isRecorded) return;
      isRecorded = true;
      this.isTrying = false;
      const milliseconds = this.now() - started;
      const { ledger } = this.options;
      const runId = request.origin?.runId;
      const isAborted = request.signal.aborted;
      const failed = failure !== undefined && !isAborted;
      ledger.record({ provider: this.name, model: request.model, runId, usage, failed, milliseconds });
      if (!isAborted) this.judge(failure, milliseconds);
    };
    return {
      end: (usage) => {
        const priced = this.priced(usage);
        record(priced);
        return priced;
      },
      fail: (error) => {
        record({}, error);
        return error;
      },
      leave: () => record({}),
    };
  }

  private judge(failure: unknown, milliseconds: number): void {
    const isTrouble = failure instanceof SpellError && TROUBLE.includes(failure.code);
    if (isTrouble) this.lastFailure = failure.message;
    this.breaker?.record(milliseconds, isTrouble);
  }

  private priced(usage: ModelUsage): ModelUsage {
    const { input, output } = this.options.prices ?? {};
    const { inputTokens = 0, outputTokens = 0 } = usage;
    if (input === undefined && output === undefined) return usage;
    return { ...usage, costUsd: (inputTokens * (input ?? 0) + outputTokens * (output ?? 0)) / 1e6 };
  }

  private paused(): SpellError {
    const seconds = Math.ceil(this.pausedMs / 1000);
    return new SpellError('PROVIDER_PAUSED', `${this.name} is left alone after failing again and again`, {
      category: 'LLM provider error',
      help: `${seconds > 0 ? `it is tried again in ${seconds} s` : 'it is being tried right now'}; it failed last with: ${this.lastFailure}`,
      details: { provider: this.name, retry_after_ms: Math.ceil(this.pausedMs) },
    });
  }
}

interface Call {
  end(usage: ModelUsage): ModelUsage;
  /** @returns what is to be thrown */
  fail(error: unknown): unknown;
  /** In any case; an answer that nobody wanted to the end is no failure. */
  leave(): void;
}
