// Commands about breakpoints. Control thread.

import { SpellError } from '../../base/errors.js';
import { describeErrorStops } from '../../client/error-stops.js';
import type { Action } from './actions.js';
import type { Terms, UserBreakpoint } from './breakpoint-list.js';
import type { DebugConsole } from './console.js';
import { text } from './debuggee.js';
import { describeBreakpoint, describeTerms } from './describe-breakpoint.js';
import { words } from './parse-line.js';
import { conditionOf, parseLocation } from './parse-location.js';
import { linePlace, placeOf } from './place-of.js';
import { addDisplay } from './look-actions.js';
import { parseCatch } from './catch-setting.js';

export const breakpointActions = {
  break: (console, argument) => breakAt(console, argument, {}),
  tbreak: (console, argument) => breakAt(console, argument, { isTemporary: true }),

  log: async (console, argument) => {
    const parsed = parseLocation(argument);
    if (parsed === undefined || parsed.rest === '') throw refused('log needs a place and a text: log 34 i is {i}');
    return add(console, await placeOf(console, parsed.location), { logMessage: parsed.rest });
  },

  condition: async (console, argument) => {
    const [, number = '', condition = ''] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
    return change(console, oneOf(console, number), { condition: conditionOf(condition) });
  },

  ignore: async (console, argument) => {
    const [number = '', count = ''] = words(argument);
    const item = oneOf(console, number);
    if (!/^\d+$/.test(count)) throw refused('ignore needs a breakpoint and a count: ignore 1 99');
    return change(console, item, { ignoreCount: Number(count) });
  },

  watch: async (console, argument) => {
    if (argument === '') throw refused('watch needs a variable: watch total');
    const { frame } = console;
    const info = await console.debuggee
      .ask('dataBreakpointInfo', { name: argument, ...(frame !== undefined && { frameId: frame.id }) })
      .catch((error: unknown) => ({ dataId: null, description: error instanceof Error ? error.message : '' }));
    if (typeof info.dataId !== 'string') {
      const why =
        typeof info.description === 'string' && info.description !== ''
          ? info.description
          : `${argument} cannot be watched`;
      await console.note(`${why}; it is shown at every stop instead`);
      return addDisplay(console, argument);
    }
    return add(console, { kind: 'data', expression: argument, dataId: info.dataId }, {});
  },

  unwatch: async (console, argument) => {
    const items = several(console, argument);
    if (items.length === 0) throw refused('unwatch needs the number that watch gave: unwatch 2');
    const other = items.find(({ place }) => place.kind !== 'data');
    if (other !== undefined) throw refused(`${other.number} watches nothing; delete ${other.number} removes it`);
    await remove(console, items);
    await console.say(`Deleted ${numbersOf(items)}.`);
    return 'stay';
  },

  delete: async (console, argument) => {
    const isAll = argument === '' || argument === 'all';
    const items = isAll ? console.breakpoints.all : several(console, argument);
    await remove(console, items);
    if (argument === 'all') {
      console.displays.clear();
      console.catches = console.usualCatches;
      await console.debuggee.sendCatches(console.catches);
    }
    await console.say(isAll ? 'No breakpoints are left.' : `Deleted ${numbersOf(items)}.`);
    return 'stay';
  },

  enable: (console, argument) => switchTo(console, argument, true),
  disable: (console, argument) => switchTo(console, argument, false),

  catch: async (console, argument) => {
    if (argument !== '') {
      console.catches = parseCatch(argument);
      await console.debuggee.sendCatches(console.catches);
      console.isChanged = true;
    }
    await console.say(`Errors that stop: ${describeErrorStops(console.catches)}`);
    return 'stay';
  },
} satisfies Record<string, Action>;

async function breakAt(console: DebugConsole, argument: string, terms: Partial<Terms>): Promise<'stay'> {
  if (argument === '') {
    const { frame } = console;
    if (frame?.source === undefined || frame.line === 0)
      throw refused('where? break 34, break util.lua:7, break greet');
    return add(console, linePlace(frame.source, frame.line), terms);
  }
  const parsed = parseLocation(argument);
  if (parsed === undefined) throw refused(`'${argument}' is no place: break 34, break util.lua:7, break greet`);
  return add(console, await placeOf(console, parsed.location), { ...terms, condition: conditionOf(parsed.rest) });
}

async function add(console: DebugConsole, place: UserBreakpoint['place'], terms: Partial<Terms>): Promise<'stay'> {
  const same = console.breakpoints.at(place);
  if (same !== undefined) {
    const rest = { condition: undefined, logMessage: undefined, isTemporary: false, isEnabled: true, ...terms };
    return change(console, same, rest);
  }
  const item = console.breakpoints.add(place, terms);
  try {
    await console.send(item);
  } catch (error) {
    console.breakpoints.remove([item]);
    throw error;
  }
  console.isChanged = true;
  await console.say(describeBreakpoint(item));
  return 'stay';
}

async function change(console: DebugConsole, item: UserBreakpoint, terms: Partial<Terms>): Promise<'stay'> {
  item.terms = { ...item.terms, ...terms };
  await console.send(item);
  console.isChanged = true;
  const isPlain = describeTerms(item.terms) === '';
  await console.say(`${describeBreakpoint(item)}${isPlain ? ' (always)' : ''}`);
  return 'stay';
}

async function remove(console: DebugConsole, items: readonly UserBreakpoint[]): Promise<void> {
  console.breakpoints.remove(items);
  console.isChanged = true;
  await console.sendAll(items);
}

async function switchTo(console: DebugConsole, argument: string, isEnabled: boolean): Promise<'stay'> {
  const items = argument === '' || argument === 'all' ? console.breakpoints.all : several(console, argument);
  for (const item of items) item.terms = { ...item.terms, isEnabled };
  console.isChanged = true;
  await console.sendAll(items);
  await console.say(
    items.length === 0 ? 'There are no breakpoints.' : `${isEnabled ? 'Enabled' : 'Disabled'} ${numbersOf(items)}.`,
  );
  return 'stay';
}

function numbersOf(items: readonly UserBreakpoint[]): string {
  return items.map(({ number }) => number).join(', ');
}

function several(console: DebugConsole, argument: string): readonly UserBreakpoint[] {
  return words(argument).map((word) => oneOf(console, word));
}

function oneOf(console: DebugConsole, word: string): UserBreakpoint {
  const found = /^\d+$/.test(word) ? console.breakpoints.find(Number(word)) : undefined;
  if (found !== undefined) return found;
  const numbers = numbersOf(console.breakpoints.all);
  const known = numbers === '' ? 'there are none' : `there is ${numbers}`;
  throw refused(word === '' ? `which breakpoint? ${known}` : `there is no breakpoint ${text(word)}: ${known}`);
}

function refused(message: string): SpellError {
  return new SpellError('DEBUG_REQUEST', message);
}
