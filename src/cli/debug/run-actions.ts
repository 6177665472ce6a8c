// Commands that let the script go on. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Action } from './actions.js';
import type { DebugConsole } from './console.js';
import { number, objects, text } from './debuggee.js';
import { parseLocation } from './parse-location.js';
import { placeOf } from './place-of.js';

export const runActions = {
  continue: async (console, argument) => {
    const { threadId, hitIds } = console.paused();
    const passes = countOf(argument);
    if (passes > 1) {
      const hit = hitIds.flatMap((id) => console.breakpoints.byId(id) ?? [])[0];
      if (hit === undefined) throw refused('no breakpoint has stopped here that could be passed over');
      hit.terms = { ...hit.terms, ignoreCount: passes - 1 };
      await console.send(hit);
    }
    await console.debuggee.ask('continue', { threadId });
    return 'resumed';
  },

  step: async (console, argument) => {
    if (/^\d*$/.test(argument)) return steppedBy(console, 'stepIn', countOf(argument));
    const { threadId } = console.paused();
    const frame = console.paused().frames[0];
    const { targets } = await console.debuggee.ask('stepInTargets', { frameId: frame?.id ?? 0 });
    const known = objects(targets);
    const target =
      known.find(({ label }) => text(label) === argument) ?? known.find(({ label }) => text(label).includes(argument));
    if (target === undefined) {
      const names = known.map(({ label }) => text(label)).join(', ');
      throw refused(`this line has no call '${argument}' to come${names === '' ? '' : `; it has ${names}`}`);
    }
    await console.debuggee.ask('stepIn', { threadId, granularity: 'line', targetId: number(target['id']) });
    return 'resumed';
  },

  next: (console, argument) => steppedBy(console, 'next', countOf(argument)),

  finish: async (console) => {
    const pause = console.paused();
    // Of a frame further up: to where that one has returned.
    if (pause.selected > 0) {
      throw refused('finish leaves the innermost function; go there with frame 0, or say where to go with advance');
    }
    await console.debuggee.ask('stepOut', { threadId: pause.threadId, granularity: 'line' });
    return 'resumed';
  },

  until: async (console, argument) => {
    const frame = console.frame ?? console.paused().frames[0];
    const source = frame?.source;
    if (frame === undefined || source === undefined) throw refused('this frame has no lines');
    const line = argument === '' ? frame.line + 1 : lineOf(argument);
    await console.debuggee.ask('runTo', { source: selectorOf(source), line });
    return 'resumed';
  },

  advance: async (console, argument) => {
    console.paused();
    const parsed = parseLocation(argument);
    if (parsed?.location.kind !== 'line') throw refused('advance needs a line: advance 40, advance util.lua:7');
    const place = await placeOf(console, parsed.location);
    if (place.kind === 'line') await console.debuggee.ask('runTo', { source: selectorOf(place), line: place.line });
    return 'resumed';
  },

  jump: async (console, argument) => {
    const { threadId, frames } = console.paused();
    const source = frames[0]?.source;
    if (source === undefined) throw refused('this frame has no lines');
    const { targets } = await console.debuggee.ask('gotoTargets', {
      source: selectorOf(source),
      line: lineOf(argument),
    });
    const [target] = objects(targets);
    if (target === undefined) throw refused(`line ${argument} cannot be jumped to from here`);
    await console.debuggee.ask('goto', { threadId, targetId: number(target['id']) });
    return 'resumed';
  },

  pause: async (console) => {
    if (console.pause !== undefined) throw refused('it is paused');
    await console.debuggee.ask('pause', {});
    return 'resumed';
  },

  run: async () => 'restart',
  kill: async () => 'kill',
} satisfies Record<string, Action>;

async function steppedBy(console: DebugConsole, command: 'next' | 'stepIn', count: number): Promise<'resumed'> {
  const { threadId } = console.paused();
  console.stepsLeft = { command, count: count - 1 };
  await console.debuggee.ask(command, { threadId, granularity: 'line' });
  return 'resumed';
}

interface Selected {
  readonly path?: string | undefined;
  readonly reference?: number | undefined;
}

function selectorOf({ path, reference }: Selected): { readonly path?: string; readonly sourceReference?: number } {
  if (path !== undefined) return { path };
  return reference === undefined ? {} : { sourceReference: reference };
}

function countOf(argument: string): number {
  if (argument === '') return 1;
  const count = /^\d+$/.test(argument) ? Number(argument) : 0;
  if (count > 0) return count;
  throw refused(`'${argument}' is no number of times`);
}

function lineOf(argument: string): number {
  const line = /^\d+$/.test(argument) ? Number(argument) : 0;
  if (line > 0) return line;
  throw refused(argument === '' ? 'which line?' : `'${argument}' is no line`);
}

function refused(message: string): SpellError {
  return new SpellError('DEBUG_REQUEST', message);
}
