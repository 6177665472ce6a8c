// What stops where the script calls a function that is not written in Lua. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { CallBreakpoint } from './call-breakpoints.js';
import type { Debugger } from './debugger.js';
import type { FramePlace } from './frame-code.js';
import type { Stop } from './line-stops.js';

/** A call on `L` is about to be made that these breakpoints wait for. Terms are judged in the Lua function that calls. */
export function hitCall(target: Debugger, L: number, here: readonly CallBreakpoint[]): Stop | undefined {
  const caller = here.length === 0 ? undefined : callerOf(target, L);
  if (caller === undefined) return undefined;
  const at = target.vm.memory.word(caller.ci + OFFSETS.callInfo.savedPc);
  const stopping: CallBreakpoint[] = [];
  const texts: string[] = [];
  for (const breakpoint of here) {
    const verdict = breakpoint.terms.judge(caller, at);
    if (verdict.kind === 'log') writeOutput(target, caller, verdict.text);
    if (verdict.kind !== 'stop') continue;
    stopping.push(breakpoint);
    if (verdict.text !== undefined) texts.push(verdict.text);
  }
  if (stopping.length === 0) return undefined;
  for (const { id, terms } of stopping) if (terms.asked.isTemporary === true) target.removed(id);
  const ids = stopping.map(({ id }) => id);
  return { reason: 'function breakpoint', ids, ...(texts.length > 0 && { text: texts.join('; ') }) };
}

/** The innermost Lua function, in the coroutine or those that have resumed it. */
export function callerOf(target: Debugger, L: number): FramePlace | undefined {
  const { protos } = target.tools;
  for (const state of target.host.running(L)) {
    const ci = protos.activations(state).find((each) => protos.isLua(each));
    if (ci !== undefined) return { L: state, ci };
  }
  return undefined;
}

/** An `output` event that comes from a place in a Lua function. */
export function writeOutput(target: Debugger, { ci }: FramePlace, text: string): void {
  const { protos, sources } = target.tools;
  const proto = protos.protoOf(ci);
  const line = protos.lineAt(proto, protos.pcOf(ci, proto));
  target.host.post({ type: 'output', text, source: sources.sourceOf(proto), line, runId: target.runId ?? '' });
}
