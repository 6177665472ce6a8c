// Where a step could go in, and where a paused function could go on instead. Control thread.

import type { BreakpointLocation } from '../../protocol/dap-types.js';
import type { DapArguments } from '../../protocol/dap.js';
import { SpellError } from '../../base/errors.js';
import type { DebugFrame, SourceSelector } from '../contract.js';
import type { DebugState } from './state.js';

export interface GotoTarget {
  readonly source: SourceSelector;
  readonly line: number;
}

/** Numbers of targets are those of calls, from 1. */
export async function stepInTargets(
  state: DebugState,
  frameId: number,
): Promise<{ id: number; label: string; line: number }[]> {
  const { ports, sources } = state;
  const { calls, done } = await ports.ask('stepInTargets', { frameId });
  const frame = await frameOf(state, frameId);
  const text = frame.source === undefined ? undefined : await sources.textOf(frame.source);
  if (text === undefined || calls === 0) return [];
  const { callsMade } = await import('../../language/statements.js');
  const lineDefined = frame.kind === 'main' ? 0 : (frame.lineDefined ?? 0);
  const made = await callsMade(text, frame.line, lineDefined);
  // Text and bytecode do not agree on what is called here.
  if (made.length !== calls) return [];
  return made.map((label, i) => ({ id: i + 1, label, line: frame.line })).slice(done);
}

export async function gotoTargets(
  state: DebugState,
  { source, line }: DapArguments<'gotoTargets'>,
): Promise<{ id: number; label: string; line: number }[]> {
  const selector = state.sources.selectorOf(source);
  const { lines } = await state.ports.ask('gotoTargets', { source: selector, line });
  return lines.map((each) => ({
    id: state.gotoTargets.add({ source: selector, line: each }),
    label: `line ${each}`,
    line: each,
  }));
}

export async function goTo(state: DebugState, targetId: number): Promise<void> {
  const target = state.gotoTargets.get(targetId);
  if (target === undefined) throw new SpellError('DEBUG_UNKNOWN', 'there is no such target, or no longer');
  await state.ports.ask('goto', target);
}

/** From the syntax tree, as far as code is there; without a text from what is loaded. */
export async function breakpointLocations(
  state: DebugState,
  { source, line, endLine = line, column, endColumn }: DapArguments<'breakpointLocations'>,
): Promise<BreakpointLocation[]> {
  const { ports, sources } = state;
  const selector = sources.selectorOf(source);
  const { lines } = await ports.ask('breakpointLocations', { source: selector, line, endLine });
  const text = await sources.textAt(selector);
  const starts = text === undefined ? [] : await startsOf(text);
  const isWithin = (place: { readonly line: number; readonly column: number }): boolean =>
    place.line >= line &&
    place.line <= endLine &&
    (place.line > line || place.column >= (column ?? 0)) &&
    (place.line < endLine || place.column <= (endColumn ?? Infinity));
  const isLoaded = (await sources.find(selector)) !== undefined;
  const found = starts.filter((place) => isWithin(place) && (!isLoaded || lines.includes(place.line)));
  const others = column === undefined ? lines.filter((each) => !found.some((place) => place.line === each)) : [];
  return [...found, ...others.map((each) => ({ line: each }))].sort((a, b) => a.line - b.line);
}

async function startsOf(text: string): Promise<readonly { readonly line: number; readonly column: number }[]> {
  const { statementStarts } = await import('../../language/statements.js');
  return statementStarts(text);
}

async function frameOf(state: DebugState, frameId: number): Promise<DebugFrame> {
  const known = state.frames.get(frameId);
  if (known !== undefined) return known;
  const { frames } = await state.ports.ask('stackTrace', { threadId: state.stop?.threadId ?? 1 });
  const found = frames.find(({ id }) => id === frameId);
  if (found === undefined) throw new SpellError('DEBUG_UNKNOWN', 'there is no such frame, or no longer');
  return found;
}
