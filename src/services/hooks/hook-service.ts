// Runs the hooks of a point one after the other and says what they have decided. Lua itself is the engine's: hooks run while the
// host call waits that fires them. Control thread.

import { HOOK_RUN, isHookRun, type HookRun } from '../../base/hook-run.js';
import type { HookPoint } from '../../base/hook-points.js';
import type { CallContext, Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import { HookInspection } from './hook-inspection.js';
import { HookRegistry, type Hook } from './hook-registry.js';
import type { BreakerState } from '../circuit-breaker.js';
import type { Execution } from './hook-stats.js';
import { parseHookResult, type HookResult } from './hook-result.js';
import { workloadOf } from './workloads.js';

/** What a point fires about. */
export interface Occasion {
  readonly component: { readonly type: string; readonly name: string };
  /** The same for all points of one operation. */
  readonly correlationId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: ValueObject;
}

/** @param breaker what it says now, where that has changed */
export type ObserveHook = (
  hook: Hook,
  execution: Execution,
  call: CallContext,
  breaker: BreakerState | undefined,
) => void;

/** What the hooks of a point have decided together; `data` is what they have made of the occasion's. */
export type Decision = { readonly data: ValueObject; readonly hook?: string } & (
  { readonly kind: 'continue' } | Extract<HookResult, { kind: 'cancel' | 'redirect' | 'replace' | 'retry' }>
);

export class HookService {
  readonly registry: HookRegistry;
  readonly inspection: HookInspection;

  /** @param observe is told of every execution, and what its circuit breaker says from then on */
  constructor(
    private readonly observe: ObserveHook = () => undefined,
    now?: () => number,
  ) {
    this.registry = new HookRegistry(now);
    this.inspection = new HookInspection(this.registry);
  }

  /** Whether firing a point would do anything: what its own hooks do, and what they start, does not fire it again. */
  isAwaited(point: HookPoint, { stopsAt, inside = [] }: CallContext): boolean {
    if (!this.registry.has(point) && !isStop(point, stopsAt)) return false;
    return !inside.includes(markOf(point));
  }

  /**
   * Never throws because of a hook; only the end of the run ends it.
   *
   * @param only the id of the one hook that is meant
   */
  async fire(point: HookPoint, occasion: Occasion, call: CallContext, only?: string): Promise<Decision> {
    const { data } = occasion;
    if (call.invokeNamed === undefined || !this.isAwaited(point, call)) return { kind: 'continue', data };
    return this.decide(point, occasion, call, only);
  }

  private async decide(point: HookPoint, occasion: Occasion, call: CallContext, only?: string): Promise<Decision> {
    let { data } = occasion;
    const meant = this.registry.at(point).filter(({ id }) => only === undefined || id === only);
    let left = meant.filter(isLetIn);
    let stopsAt = isStop(point, call.stopsAt) ? point : null;
    while (left.length > 0 || stopsAt !== null) {
      const run = await this.run(point, stopsAt, { ...occasion, data }, left, call);
      stopsAt = null;
      const result = this.take(run, left, occasion.correlationId, call);
      if (result.kind === 'modified') data = { ...data, ...result.data };
      else if (isFinal(result)) return { ...result, data, hook: left[run.count - 1]!.id };
      left = left.slice(Math.max(run.count, 1));
    }
    return { kind: 'continue', data };
  }

  /** All of them in one crossing to the engine, up to the first that has something to say. */
  private async run(
    point: HookPoint,
    stopsAt: string | null,
    { component, correlationId, metadata, data }: Occasion,
    hooks: readonly Hook[],
    call: CallContext,
  ): Promise<HookRun> {
    const { limitMs } = workloadOf(point);
    const context: Value = {
      point,
      correlation_id: correlationId,
      component_id: component,
      language: 'lua',
      metadata: { ...metadata },
      data,
    };
    const ids = hooks.map(({ id }) => id);
    const wakeMs = Math.max(MOST_OFTEN_MS, limitMs / 4);
    const args = [stopsAt, context, limitMs, ids];
    const [run] = (await call.invokeNamed?.(HOOK_RUN, args, wakeMs, [...(call.inside ?? []), markOf(point)])) ?? [];
    if (!isHookRun(run)) throw new Error(`${HOOK_RUN} has answered something else`);
    return run;
  }

  /** Counts what has run, and gives the result of the last one. */
  private take(run: HookRun, hooks: readonly Hook[], correlationId: string, call: CallContext): HookResult {
    let last: HookResult = { kind: 'continue' };
    hooks.slice(0, run.count).forEach((hook, i) => {
      const isLast = i === run.count - 1;
      const ms = Array.isArray(run.times) ? (run.times[i] as number) : 0;
      if (isLast && run.status === 'gone') this.registry.unregister(hook.id);
      else last = this.count(hook, ms, isLast ? run : undefined, correlationId, call);
    });
    return last;
  }

  /** @param run of the last one; the others went on without a word */
  private count(
    hook: Hook,
    ms: number,
    run: HookRun | undefined,
    correlationId: string,
    call: CallContext,
  ): HookResult {
    const result = run === undefined ? ({ kind: 'continue' } as const) : resultOf(run);
    const isTimeout = run?.status === 'late';
    const error = result.kind === 'invalid' ? { error: result.problem } : {};
    const outcome = result.kind === 'invalid' ? (isTimeout ? 'timeout' : 'error') : result.kind;
    const execution = { outcome, ms, correlationId, runId: call.runId, ...error } as const;
    const before = hook.breaker.state;
    hook.stats.add(execution);
    // Whoever debugs a hook takes time that is not the hook's.
    hook.breaker.record(run?.isWatched === true ? 0 : ms, result.kind === 'invalid');
    const { state } = hook.breaker;
    this.observe(hook, execution, call, state === before ? undefined : state);
    return result;
  }
}

/** How often the engine is woken to look whether a hook is over its time, at most. */
const MOST_OFTEN_MS = 10;

/** What the call-backs are for in which the hooks of a point run. */
const markOf = (point: string): string => `hook ${point}`;

function isStop(point: string, stopsAt: readonly string[] | undefined): boolean {
  return stopsAt !== undefined && (stopsAt.includes(point) || stopsAt.includes('*'));
}

function isLetIn({ breaker, stats }: Hook): boolean {
  if (breaker.allows) return true;
  stats.leftOut += 1;
  return false;
}

function resultOf({ status, result, message, limitMs }: HookRun): HookResult {
  if (status === 'error') return { kind: 'invalid', problem: message ?? 'it failed' };
  if (status === 'late') return { kind: 'invalid', problem: `it took longer than ${limitMs} ms` };
  return parseHookResult(result);
}

function isFinal(
  result: HookResult,
): result is Extract<HookResult, { kind: 'cancel' | 'redirect' | 'replace' | 'retry' }> {
  return ['cancel', 'redirect', 'replace', 'retry'].includes(result.kind);
}
