// What the engine tells, in the words of the Debug Adapter Protocol. Control thread.

import type { DebugEvent, StopReason } from '../contract.js';
import type { DapEvent } from './ports.js';
import type { DebugState, Stopped } from './state.js';

const DESCRIPTIONS: Readonly<Record<StopReason, string>> = {
  entry: 'Paused on entry',
  pause: 'Paused',
  step: 'Paused after a step',
  goto: 'Paused after a jump',
  breakpoint: 'Paused on a breakpoint',
  'function breakpoint': 'Paused on a function breakpoint',
  'data breakpoint': 'Paused on a data breakpoint',
  exception: 'Paused on an error',
};

export function stoppedBody({ reason, threadId, breakpointIds, text }: Stopped): object {
  return {
    reason,
    description: DESCRIPTIONS[reason],
    threadId,
    allThreadsStopped: true,
    hitBreakpointIds: breakpointIds,
    ...(text !== undefined && { text }),
  };
}

/** All but `restarted`, which is no event of the protocol. */
export function toDapEvent(event: Exclude<DebugEvent, { type: 'restarted' }>, state: DebugState): DapEvent {
  switch (event.type) {
    case 'stopped':
      return { event: 'stopped', body: stoppedBody(event) };
    case 'continued':
      return { event: 'continued', body: { threadId: event.threadId, allThreadsContinued: true } };
    case 'thread':
      return { event: 'thread', body: { reason: event.reason, threadId: event.threadId } };
    case 'loadedSource':
      return { event: 'loadedSource', body: { reason: 'new', source: state.sources.toDap(event.source) } };
    case 'breakpoint':
      return {
        event: 'breakpoint',
        body: {
          reason: event.reason,
          breakpoint:
            event.reason === 'removed'
              ? { id: event.breakpoint.id, verified: false }
              : state.breakpoints.toDap(event.breakpoint),
        },
      };
    case 'output': {
      const { text, source, line } = event;
      const output = text.endsWith('\n') ? text : `${text}\n`;
      return { event: 'output', body: { category: 'console', output, source: state.sources.toDap(source), line } };
    }
    case 'invalidated':
      return { event: 'invalidated', body: { areas: event.areas } };
  }
}
