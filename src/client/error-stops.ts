// Which errors stop a script, as the debugger tells it, and in words for people. Any thread.

import type { JsonObject, JsonValue } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';

const FILTERS = ['raised', 'caught', 'uncaught'] as const;

export interface ErrorStop {
  readonly filter: (typeof FILTERS)[number];
  /** A Lua expression, or `/pattern/` for the message. */
  readonly condition?: string | undefined;
}

/** Of `exceptionBreakpoints`, in `debugInfo` or the event of that name. */
export function toErrorStops(value: JsonValue | undefined): readonly ErrorStop[] {
  return Array.isArray(value) ? value.flatMap((each) => (isObject(each) ? toErrorStop(each) : [])) : [];
}

function toErrorStop({ filter: name, pattern, condition }: JsonObject): ErrorStop | [] {
  const filter = FILTERS.find((known) => known === name);
  if (filter === undefined) return [];
  const shown = typeof pattern === 'string' ? `/${pattern}/` : condition;
  return { filter, ...(typeof shown === 'string' && { condition: shown }) };
}

export function describeErrorStops(stops: readonly ErrorStop[]): string {
  if (stops.length === 0) return 'none';
  return stops
    .map(({ filter, condition }) => {
      if (condition === undefined) return filter;
      return condition.startsWith('/') ? `${filter} ${condition}` : `${filter} if ${condition}`;
    })
    .join(', ');
}
