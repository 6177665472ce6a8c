// Hooks as scripts see them: lists, one with all that is known of it, sums. Control thread.

import { SpellError } from '../../base/errors.js';
import { isHookPoint } from '../../base/hook-points.js';
import type { Value } from '../../base/values.js';
import { compact, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { PRIORITIES, unknownPoint, type Hook, type HookRegistry } from './hook-registry.js';
import { workloadOf } from './workloads.js';

const LANGUAGE = 'lua';

/** Nil is `normal`. @throws SpellError `HOOK_ARGUMENT` */
export function parsePriority(value: Value): number {
  if (value === undefined || value === null) return PRIORITIES.normal;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  if (Object.hasOwn(PRIORITIES, name)) return PRIORITIES[name as keyof typeof PRIORITIES];
  throw new SpellError(
    'HOOK_ARGUMENT',
    `Unknown hook priority: ${typeof value === 'string' ? value : luaTypeOf(value)}`,
    {
      category: 'Validation error',
      help: `it is ${Object.keys(PRIORITIES).join(', ')}, or an integer: lower ones run first`,
    },
  );
}

/** @param filter `hook_point`, `language`, `priority`, `tag`; no hook has a tag */
export function listHooks(registry: HookRegistry, filter: ValueObject): readonly Hook[] {
  const { hook_point: point, language, priority, tag } = filter;
  if (typeof point === 'string' && !isHookPoint(point)) throw unknownPoint(point);
  if ((language ?? LANGUAGE) !== LANGUAGE || (tag ?? undefined) !== undefined) return [];
  const wanted = priority === undefined || priority === null ? undefined : parsePriority(priority);
  const hooks = typeof point === 'string' ? registry.at(point) : registry.all();
  return hooks.filter((hook) => wanted === undefined || hook.priority === wanted);
}

export function describeHook({ id, point, priority }: Hook): ValueObject {
  const name = Object.entries(PRIORITIES).find(([, number]) => number === priority)?.[0];
  return { id, name: id, hook_point: point, priority: name ?? priority, language: LANGUAGE, version: '1.0.0' };
}

export function showHook(hook: Hook): ValueObject {
  const { breaker, point, stats } = hook;
  return {
    ...describeHook(hook),
    limit_ms: workloadOf(point).limitMs,
    stats: stats.describe(),
    executions: stats.executions(),
    breaker: compact({
      state: breaker.state,
      opened: breaker.opened,
      reason: breaker.reason,
      next_try_ms: breaker.state === 'open' ? Math.ceil(breaker.leftMs) : undefined,
    }),
  };
}

export function statsOf(hooks: readonly Hook[]): ValueObject {
  const each = hooks.map((hook) => ({ hook, stats: hook.stats.describe() }));
  const sum = (field: string): number => each.reduce((total, { stats }) => total + (stats[field] as number), 0);
  return {
    total_hooks: hooks.length,
    calls: sum('calls'),
    errors: sum('errors'),
    timeouts: sum('timeouts'),
    left_out: sum('left_out'),
    open_breakers: hooks.filter(({ breaker }) => breaker.state !== 'closed').length,
    hooks: Object.fromEntries(
      each.map(({ hook, stats }) => [hook.id, { ...stats, hook_point: hook.point, breaker: hook.breaker.state }]),
    ),
  };
}
