// Lets requests to one provider through: so many at a time, so many in a minute, none while the server asks to wait. First come,
// first served; who waits can be aborted. Control thread.

import type { ModelRequest, ModelUsage } from './model-provider.js';
import { RateLimit } from './rate-limit.js';

export interface GateLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Requests under way. */
  readonly maxConcurrency?: number | undefined;
}

/** A request that was let through; it has to leave. */
export interface Pass {
  /** @param usage replaces what was assumed, where it is known. The second time does nothing */
  leave(usage?: ModelUsage): void;
}

interface Waiting {
  readonly tokens: number;
  readonly enter: (pass: Pass) => void;
}

/** Roughly, for languages with letters; what was really read counts as soon as it is known. */
const CHARACTERS_PER_TOKEN = 4;

const NOT_WORTH_TELLING_MS = 100;

export class ProviderGate {
  /** Requests under way. */
  active = 0;
  /** Milliseconds that requests have waited here, all together. */
  waitedMs = 0;
  private readonly requests: RateLimit;
  private readonly tokens: RateLimit;
  private waiting: Waiting[] = [];
  private heldUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly limits: GateLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.requests = new RateLimit(limits.requestsPerMinute, now);
    this.tokens = new RateLimit(limits.tokensPerMinute, now);
  }

  /** Requests that wait. */
  get queued(): number {
    return this.waiting.length;
  }

  /** The server wants no request for so long. */
  hold(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.now() + ms);
  }

  /**
   * @param onWait told once why, when it has to wait for longer than a moment
   * @throws the signal's reason when it is aborted
   */
  async enter(request: ModelRequest, onWait: (reason: string) => void): Promise<Pass> {
    request.signal.throwIfAborted();
    const tokens = this.limits.tokensPerMinute === undefined ? 0 : estimate(request);
    if (this.waiting.length === 0 && this.waitMs(tokens) === 0) return this.admit(tokens);
    if (this.waitMs(tokens) > NOT_WORTH_TELLING_MS) onWait(this.reason(tokens));
    const started = this.now();
    try {
      return await this.wait(tokens, request.signal);
    } finally {
      this.waitedMs += this.now() - started;
    }
  }

  private wait(tokens: number, signal: AbortSignal): Promise<Pass> {
    return new Promise((resolve, reject) => {
      const leaveLine = (): void => {
        this.waiting = this.waiting.filter((other) => other !== waiting);
        this.next();
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        tokens,
        enter: (pass) => {
          signal.removeEventListener('abort', leaveLine);
          resolve(pass);
        },
      };
      this.waiting.push(waiting);
      signal.addEventListener('abort', leaveLine, { once: true });
      this.next();
    });
  }

  /** Lets in who may, and comes back when the first of the others may. */
  private next(): void {
    clearTimeout(this.timer);
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      const ms = this.waitMs(first.tokens);
      if (ms > 0) {
        if (ms !== Infinity) this.timer = setTimeout(() => this.next(), Math.ceil(ms));
        return;
      }
      this.waiting.shift();
      first.enter(this.admit(first.tokens));
    }
  }

  /** Infinity where only the end of another request helps. */
  private waitMs(tokens: number): number {
    if (this.active >= (this.limits.maxConcurrency ?? Infinity)) return Infinity;
    return Math.max(0, this.heldUntil - this.now(), this.requests.waitMs(1), this.tokens.waitMs(tokens));
  }

  private reason(tokens: number): string {
    const { maxConcurrency, requestsPerMinute, tokensPerMinute } = this.limits;
    if (this.active >= (maxConcurrency ?? Infinity)) return `until one of ${this.active} requests has ended`;
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    if (this.requests.waitMs(1) > 0) {
      return `${seconds(this.requests.waitMs(1))} for its ${requestsPerMinute} requests per minute`;
    }
    if (this.tokens.waitMs(tokens) > 0) {
      return `${seconds(this.tokens.waitMs(tokens))} for its ${tokensPerMinute} tokens per minute`;
    }
    const held = this.heldUntil - this.now();
    return held > 0 ? `${seconds(held)}, as the server asks for` : `for ${this.queued} requests that came before`;
  }

  private admit(tokens: number): Pass {
    this.active += 1;
    this.requests.take(1);
    const taken = this.tokens.take(tokens);
    let hasLeft = false;
    return {
      leave: (usage = {}) => {
        if (hasLeft) return;
        hasLeft = true;
        this.active -= 1;
        const { inputTokens, outputTokens } = usage;
        if (inputTokens !== undefined || outputTokens !== undefined) {
          taken.amount = (inputTokens ?? 0) + (outputTokens ?? 0);
        }
        this.next();
      },
    };
  }
}

function estimate({ messages }: ModelRequest): number {
  const characters = messages.reduce((sum, { text }) => sum + text.length, 0);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
