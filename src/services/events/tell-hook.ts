// Tells what hooks do: each execution, and what their circuit breakers say. Control thread.

import type { ObserveHook } from '../hooks/hook-service.js';
import { compact } from '../value-kinds.js';
import type { ScriptEvents } from './script-events.js';

type Observed = Parameters<ObserveHook>;

export function tellHook(
  events: ScriptEvents,
  hook: Observed[0],
  execution: Observed[1],
  call: Observed[2],
  breaker: Observed[3],
): void {
  const { id, point } = hook;
  const { outcome, ms, correlationId, error } = execution;
  const type = error === undefined ? 'hook.executed' : 'hook.failed';
  events.tell(type, call, () => ({
    data: compact({ hook: id, hook_point: point, outcome, ms: Math.round(ms * 1000) / 1000, error }),
    correlationId,
  }));
  if (breaker === undefined) return;
  events.tell(`hook.breaker.${breaker === 'open' ? 'opened' : 'closed'}`, call, () => ({
    data: compact({ hook: id, hook_point: point, state: breaker, reason: hook.breaker.reason }),
    correlationId,
  }));
}
