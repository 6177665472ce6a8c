// What is known of the hooks of a session, for those that look at it from outside. Control thread.

import type { HookRegistry } from './hook-registry.js';
import { describeHook, listHooks, showHook, statsOf } from './hook-views.js';
import type { ValueObject } from '../value-kinds.js';

/** Of one session: how many there are, and how they do. */
export interface HookCounts {
  readonly hooks: number;
  readonly calls: number;
  readonly errors: number;
  /** Circuit breakers that leave their hook out, or try it again. */
  readonly open: number;
}

export class HookInspection {
  constructor(private readonly registry: HookRegistry) {}

  get counts(): HookCounts {
    const { total_hooks: hooks, calls, errors, open_breakers: open } = statsOf(this.registry.all());
    return { hooks, calls, errors, open } as HookCounts & ValueObject;
  }

  has(point: string): boolean {
    return this.registry.has(point);
  }

  /** In the order in which they run, with the figures of each. @throws SpellError `HOOK_ARGUMENT` for an unknown point */
  list(point: string | undefined): readonly ValueObject[] {
    return listHooks(this.registry, { hook_point: point }).map((hook) => ({
      ...describeHook(hook),
      stats: hook.stats.describe(),
      breaker: hook.breaker.state,
    }));
  }

  /** All that is known of it. */
  show(id: string): ValueObject | undefined {
    const hook = this.registry.find(id);
    return hook === undefined ? undefined : showHook(hook);
  }

  /** Lets the hook in again; whether it is there. */
  reset(id: string): boolean {
    const hook = this.registry.find(id);
    hook?.breaker.reset();
    return hook !== undefined;
  }
}
