// Changes of state that one script waits for: of each key the newest, in their order. Control thread.

import { setTimeout as sleep } from 'node:timers/promises';
import { matchesGlob } from './glob.js';
import type { StateChange, StateListener, StateStore, StateSubscription } from './state-store.js';

/** Keys that may wait to be received; beyond, the oldest are forgotten and said to be missed. */
const MAX_WAITING = 10_000;

/** What {@link StateStore.subscribe} gives, for every store. */
export async function subscribeTo(
  store: Pick<StateStore, 'watch'>,
  scope: string,
  pattern: string,
): Promise<StateSubscription> {
  const changes = new WaitingChanges(scope, pattern);
  const stop = await store.watch(changes);
  return { receive: (timeoutMs, signal) => changes.receive(timeoutMs, signal), stop };
}

class WaitingChanges implements StateListener {
  private readonly waiting = new Map<string, StateChange>();
  private hasMissed = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  /** @param scope of `*` and `?`, as the pattern of the key */
  constructor(
    private readonly scope: string,
    private readonly pattern: string,
  ) {}

  changed(changes: readonly StateChange[]): void {
    for (const change of changes) {
      if (!matchesGlob(this.scope, change.scope) || !matchesGlob(this.pattern, change.key)) continue;
      const place = JSON.stringify([change.scope, change.key]);
      this.waiting.delete(place);
      this.waiting.set(place, change);
    }
    for (const place of this.waiting.keys()) {
      if (this.waiting.size <= MAX_WAITING) break;
      this.waiting.delete(place);
      this.hasMissed = true;
    }
    this.wake?.();
  }

  missed(): void {
    this.hasMissed = true;
    this.wake?.();
  }

  failed(error: unknown): void {
    this.failure = error instanceof Error ? error : new Error(String(error));
    this.wake?.();
  }

  async receive(timeoutMs: number, signal: AbortSignal): Promise<StateChange | 'missed' | undefined> {
    const ended = new AbortController();
    const timeOut = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, ended.signal]) });
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    try {
      if (!this.hasNews()) await Promise.race([woken, timeOut]);
    } finally {
      this.wake = undefined;
      ended.abort();
      timeOut.catch(() => undefined);
    }
    return this.take();
  }

  private hasNews(): boolean {
    return this.waiting.size > 0 || this.hasMissed || this.failure !== undefined;
  }

  private take(): StateChange | 'missed' | undefined {
    if (this.hasMissed) {
      this.hasMissed = false;
      return 'missed';
    }
    const next = this.waiting.entries().next();
    if (next.done === true) {
      if (this.failure !== undefined) throw this.failure;
      return undefined;
    }
    this.waiting.delete(next.value[0]);
    return next.value[1];
  }
}
