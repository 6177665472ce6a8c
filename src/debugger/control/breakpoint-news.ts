// What a client's request has changed of the session's breakpoints, for the other clients. Control thread.

import type { ExceptionBreakpoint } from '../contract.js';
import type { DapEvent } from './ports.js';

/** A breakpoint as the protocol has it, with what was asked of it. */
export interface DescribedBreakpoint {
  readonly id: number;
  readonly [field: string]: unknown;
}

export interface BreakpointSettings {
  readonly breakpoints: readonly DescribedBreakpoint[];
  readonly exceptions: readonly ExceptionBreakpoint[];
}

/** Those that went, then those that came or are others, in their order; then which errors stop, which the protocol has no event for. */
export function breakpointNews(before: BreakpointSettings, after: BreakpointSettings): DapEvent[] {
  const ofErrors = JSON.stringify(before.exceptions) !== JSON.stringify(after.exceptions);
  return [
    ...changes(before.breakpoints, after.breakpoints),
    ...(ofErrors ? [{ event: 'exceptionBreakpoints', body: { breakpoints: after.exceptions } }] : []),
  ];
}

function changes(before: readonly DescribedBreakpoint[], after: readonly DescribedBreakpoint[]): DapEvent[] {
  const known = new Map(before.map((each) => [each.id, JSON.stringify(each)]));
  const left = new Set(after.map(({ id }) => id));
  const removed = before
    .filter(({ id }) => !left.has(id))
    .map(({ id }) => news('removed', { id, verified: false, message: 'removed by another client' }));
  const others = after.flatMap((each) => {
    const was = known.get(each.id);
    if (was === JSON.stringify(each)) return [];
    return [news(was === undefined ? 'new' : 'changed', each)];
  });
  return [...removed, ...others];
}

function news(reason: 'new' | 'changed' | 'removed', breakpoint: DescribedBreakpoint): DapEvent {
  return { event: 'breakpoint', body: { reason, breakpoint } };
}
