// Joins the debugger of a session: attaches, takes over what others have set there, and sets our own. Control thread.

import { toErrorStops } from '../../client/error-stops.js';
import type { KernelDebugger } from '../../client/kernel-debugger.js';
import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { Place } from './breakpoint-list.js';
import type { DebugConsole } from './console.js';
import type { SourceSeen } from './debuggee.js';
import { Debuggee, number, objects, text } from './debuggee.js';
import { placeOfOther, termsOf } from './others-breakpoint.js';
import { shownName } from './source-names.js';

/** Gives the pause that the session is in, if it is. */
export async function joinSession(
  console: DebugConsole,
  dbg: KernelDebugger,
  options: { readonly stopOnEntry: boolean },
): Promise<JsonObject | undefined> {
  console.debuggee = new Debuggee(dbg);
  console.breakpoints.unsend();
  console.forgetTexts();
  const info = await dbg.ask('debugInfo', {});
  await dbg.ask('initialize', { clientID: 'llmspell', clientName: 'llmspell debug' });
  await dbg.ask('attach', { stopOnEntry: options.stopOnEntry });
  adopt(console, info, await console.debuggee.sources());
  await sendAll(console);
  const { stopped } = await dbg.ask('debugInfo', {});
  return isObject(stopped) ? stopped : undefined;
}

export async function sendAll(console: DebugConsole): Promise<void> {
  await console.sendAll(console.breakpoints.all);
  await console.debuggee.sendCatches(console.catches);
}

/** Breakpoints belong to the session: those of others stay, and count as ours from now on. */
export function adopt(
  console: DebugConsole,
  { isStarted, breakpoints, functionBreakpoints, dataBreakpoints, exceptionBreakpoints }: JsonObject,
  loaded: readonly SourceSeen[],
): void {
  const lines = objects(breakpoints).flatMap(({ source, breakpoints: items }) => {
    const path = text(source);
    const name = shownName(loaded.find((each) => each.path === path) ?? { name: '', path, reference: undefined });
    return objects(items).map((item) => ({ place: linePlace(path, name, item), terms: termsOf(item) }));
  });
  const functions = objects(functionBreakpoints).map((item) => ({
    place: { kind: 'function', name: text(item['name']) } as const,
    terms: termsOf(item),
  }));
  const data = objects(dataBreakpoints).flatMap((item) => {
    const place = placeOfOther(item);
    return place === undefined ? [] : [{ place, terms: termsOf(item) }];
  });
  for (const { place, terms } of [...lines, ...functions, ...data]) {
    if (console.breakpoints.at(place) === undefined) console.breakpoints.add(place, terms, true);
  }
  if (isStarted === true) console.catches = toErrorStops(exceptionBreakpoints);
}

function linePlace(path: string, name: string, { line }: JsonObject): Place {
  return { kind: 'line', path, line: number(line), name };
}
