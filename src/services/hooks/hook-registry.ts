// The hooks of a session by point, each point in the order of their priorities. Control thread.

import { SpellError } from '../../base/errors.js';
import { hookPoints, isHookPoint, type HookPoint } from '../../base/hook-points.js';
import { didYouMean } from '../../base/nearest.js';
import { CircuitBreaker } from '../circuit-breaker.js';
import { HookStats } from './hook-stats.js';
import { workloadOf } from './workloads.js';

/** Lower numbers run first. */
export const PRIORITIES = {
  highest: Number.MIN_SAFE_INTEGER,
  high: -100,
  normal: 0,
  low: 100,
  lowest: Number.MAX_SAFE_INTEGER,
} as const;

export interface Hook {
  readonly id: string;
  readonly point: HookPoint;
  readonly priority: number;
  readonly breaker: CircuitBreaker;
  readonly stats: HookStats;
}

/** When a hook is left out. */
export const HOOK_BREAKER = { window: 20, enough: 5, share: 0.5, pauseMs: 5000, longestPauseMs: 60_000 } as const;

export class HookRegistry {
  private readonly points = new Map<string, readonly Hook[]>();
  private registered = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Of equal priority, the one that came first runs first. @throws SpellError `HOOK_ARGUMENT` */
  register(point: string, priority: number): Hook {
    if (!isHookPoint(point)) throw unknownPoint(point);
    this.registered += 1;
    const breaker = new CircuitBreaker({ ...HOOK_BREAKER, slowMs: workloadOf(point).slowMs }, this.now);
    const hook = { id: `hook-${this.registered}`, point, priority, breaker, stats: new HookStats() };
    this.points.set(
      point,
      [...this.at(point), hook].sort((a, b) => a.priority - b.priority),
    );
    return hook;
  }

  /** Whether it was there. */
  unregister(id: string): boolean {
    const hook = this.find(id);
    if (hook === undefined) return false;
    const left = this.at(hook.point).filter((each) => each !== hook);
    if (left.length === 0) this.points.delete(hook.point);
    else this.points.set(hook.point, left);
    return true;
  }

  find(id: string): Hook | undefined {
    return this.all().find((hook) => hook.id === id);
  }

  /** In the order in which they run. */
  at(point: string): readonly Hook[] {
    return this.points.get(point) ?? [];
  }

  has(point: string): boolean {
    return this.points.has(point);
  }

  /** By priority, whatever their points are. */
  all(): readonly Hook[] {
    return [...this.points.values()].flat().sort((a, b) => a.priority - b.priority);
  }
}

export function unknownPoint(point: string): SpellError {
  const message = `Unknown hook point: ${point}${didYouMean(point, hookPoints())}`;
  return new SpellError('HOOK_ARGUMENT', message, {
    category: 'Validation error',
    help: 'docs/reference/lua-api.md lists the hook points',
    details: { point },
  });
}
