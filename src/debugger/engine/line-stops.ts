// What stops on a line: variables that have changed, breakpoints that are hit. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { StopReason } from '../contract.js';
import type { Placed } from './breakpoints.js';
import type { Debugger } from './debugger.js';

/** Why a line stops. */
export interface Stop {
  readonly reason: StopReason;
  readonly ids: readonly number[];
  readonly text?: string | undefined;
  /** An activation that clients do not see. */
  readonly hidden?: number;
}

/** A line that is about to run. */
export interface Line {
  readonly L: number;
  readonly ci: number;
  readonly proto: number;
  readonly line: number;
  /** A statement begins here in the middle of the line; else the line does, and a statement with it. */
  readonly isMidLine?: boolean;
}

export function changedData(target: Debugger, L: number, ci: number): Stop | undefined {
  if (!target.data.isAny) return undefined;
  const { hits, gone } = target.data.check();
  for (const id of gone) target.removed(id, 'the variable is gone');
  const at = target.vm.memory.word(ci + OFFSETS.callInfo.savedPc);
  const stopping = hits.filter(({ terms }) => terms.judge({ L, ci }, at).kind === 'stop');
  for (const { id, terms } of stopping) if (terms.asked.isTemporary === true) target.removed(id);
  if (stopping.length === 0) return undefined;
  const text = stopping.map((hit) => hit.text).join('; ');
  return { reason: 'data breakpoint', ids: stopping.map(({ id }) => id), text };
}

/** Writes log messages on its way. */
export function hitBreakpoint(target: Debugger, at: Line): Stop | undefined {
  const { L, ci, proto, line } = at;
  const here = target.breakpoints.at(proto, line).filter((placed) => isHere(target, placed, at));
  if (here.length === 0) return undefined;
  const instruction = target.vm.memory.word(ci + OFFSETS.callInfo.savedPc);
  const stopping: Placed[] = [];
  const texts: string[] = [];
  for (const placed of here) {
    if (placed.atEntry && !target.tools.protos.isEntered(L, ci)) continue;
    const verdict = placed.terms.judge({ L, ci }, instruction);
    if (verdict.kind === 'log') log(target, verdict.text, proto, line);
    if (verdict.kind !== 'stop') continue;
    stopping.push(placed);
    if (verdict.text !== undefined) texts.push(verdict.text);
  }
  if (stopping.length === 0) return undefined;
  for (const { id, terms } of stopping) if (terms.asked.isTemporary === true) target.removed(id);
  const ids = stopping.filter(({ kind }) => kind !== 'run to').map(({ id }) => id);
  return { reason: reasonOf(stopping), ids, ...(texts.length > 0 && { text: texts.join('; ') }) };
}

/** One on a column holds for the statement that begins there, others for the whole line. */
function isHere(target: Debugger, { column }: Placed, { ci, proto, isMidLine = false }: Line): boolean {
  if (column === undefined) return !isMidLine;
  const { protos, statements } = target.tools;
  return statements.originOf(proto, protos.pcOf(ci, proto))?.column === column;
}

function reasonOf(stopping: readonly Placed[]): StopReason {
  const kinds = stopping.map(({ kind }) => kind);
  if (kinds.includes('breakpoint')) return 'breakpoint';
  return kinds.includes('function breakpoint') ? 'function breakpoint' : 'step';
}

function log(target: Debugger, text: string, proto: number, line: number): void {
  const source = target.breakpoints.sourceOf(proto);
  target.host.post({ type: 'output', text, source, line, runId: target.runId ?? '' });
}
