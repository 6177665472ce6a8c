// Commands that show something: values, source, frames, coroutines. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Action } from './actions.js';
import { sourceKey } from './breakpoint-list.js';
import type { DebugConsole } from './console.js';
import type { SourceSeen, ValueSeen } from './debuggee.js';
import { formatDisplay } from './displays.js';
import { infoAction } from './info-action.js';
import { cut, formatListing, rangeAround } from './listing.js';
import { words } from './parse-line.js';
import { parseLocation } from './parse-location.js';
import { placeOf, sourceNamed } from './place-of.js';
import { describeFrame, showDisplays, showFrame, variableRows } from './stop-view.js';
import { functionEnd } from './function-end.js';

const LIST_LINES = 11;
const MAX_CHILDREN = 20;

export const lookActions = {
  print: async (console, argument) => {
    if (argument === '') throw refused('print needs an expression: print #list');
    await printValue(console, argument);
    return 'stay';
  },

  set: async (console, argument) => {
    const [, target = '', value = ''] = /^([^=~<>]+?)\s*=(?!=)\s*(.+)$/s.exec(argument) ?? [];
    if (target === '') throw refused('set needs a variable and a value: set limit = 10');
    console.ownAssignments++;
    const seen = await console.debuggee.assign(target, value, console.frame?.id);
    await console.say(`${target} = ${seen.value}`);
    return 'stay';
  },

  display: async (console, argument) => {
    if (argument !== '') return addDisplay(console, argument);
    if (console.displays.all.length === 0) await console.say('No expressions are shown at stops: display EXPR');
    await showDisplays(console);
    return 'stay';
  },

  undisplay: async (console, argument) => {
    const numbers = argument === '' ? console.displays.all.map(({ number }) => number) : words(argument).map(Number);
    const unknown = console.displays.remove(numbers);
    console.isChanged = true;
    if (unknown.length > 0) throw refused(`there is no display ${unknown.join(', ')}; display shows them`);
    return 'stay';
  },

  locals: (console) => variablesOf(console, 'No local variables.', 'Return values', 'Locals', 'Varargs'),
  upvalues: (console) => variablesOf(console, 'No upvalues.', 'Upvalues'),
  globals: async (console) => {
    const variables = await console.debuggee.globals();
    await console.say(variables.length === 0 ? 'The script has no globals.' : variableRows(variables, console));
    return 'stay';
  },

  list: async (console, argument, isAgain) => {
    if (argument === '' || isAgain) await listOn(console);
    else await listAt(console, argument);
    return 'stay';
  },

  source: async (console, argument) => {
    if (argument === '') {
      const { source } = console;
      if (source === undefined) throw refused('the source of what? source greet');
      await listRange(console, source, { first: 1, last: Infinity });
    } else {
      const { source, line } = await functionPlace(console, argument);
      await listRange(console, source, { first: line, last: functionEnd(await console.lines(source), line) });
    }
    return 'stay';
  },

  where: async (console, argument) => {
    const { frames, selected } = console.paused();
    const count = /^\d+$/.test(argument) ? Number(argument) : frames.length;
    const rows = frames
      .slice(0, count)
      .map((frame, i) => `${i === selected ? '>' : ' '} #${i} ${describeFrame(frame)}`);
    if (frames.length > count) rows.push(`  and ${frames.length - count} more`);
    await console.say(rows.join('\n'));
    return 'stay';
  },

  up: (console, argument) => moveBy(console, argument, 1),
  down: (console, argument) => moveBy(console, argument, -1),
  frame: async (console, argument) => {
    const pause = console.paused();
    if (argument !== '') {
      const wanted = /^\d+$/.test(argument) ? Number(argument) : -1;
      if (pause.frames[wanted] === undefined) throw refused(`there is no frame '${argument}'; where shows them`);
      pause.selected = wanted;
    }
    await showFrame(console);
    return 'stay';
  },

  thread: async (console, argument) => {
    const pause = console.paused();
    if (argument === '') return infoAction(console, 'threads', false);
    const threads = await console.debuggee.threads();
    const found = threads.find(({ id }) => String(id) === argument);
    if (found === undefined) throw refused(`there is no thread '${argument}'; info threads shows them`);
    pause.threadId = found.id;
    pause.frames = await console.debuggee.frames(found.id);
    pause.selected = 0;
    await console.say(`Thread ${found.id}: ${found.name}`);
    await showFrame(console);
    return 'stay';
  },

  info: infoAction,
} satisfies Record<string, Action>;

/** A value on one line, and what is inside where that line was cut. */
export async function printValue(console: DebugConsole, expression: string): Promise<string> {
  const seen = await console.evaluate(expression, 'repl');
  if (seen.value !== '') await console.say(`${seen.value}\n${await inside(console, seen)}`);
  return seen.value;
}

async function inside(console: DebugConsole, { value, reference }: ValueSeen): Promise<string> {
  if (reference === 0 || !value.includes('…')) return '';
  const variables = await console.debuggee.variables(reference, MAX_CHILDREN + 1);
  const shown = variables
    .slice(0, MAX_CHILDREN)
    .map((each) => cut(`  ${each.name} = ${each.value}`, console.screen.width));
  if (variables.length > MAX_CHILDREN) shown.push('  …');
  return `${shown.join('\n')}\n`;
}

export async function addDisplay(console: DebugConsole, expression: string): Promise<'stay'> {
  const display = console.displays.add(expression);
  console.isChanged = true;
  if (console.pause === undefined) {
    await console.say(`${display.number}: ${expression}, at every stop`);
    return 'stay';
  }
  const value = await console.evaluate(expression, 'watch').then(
    (seen) => seen.value,
    (error: unknown) => `(${error instanceof Error ? error.message : String(error)})`,
  );
  await console.say(formatDisplay(display, value));
  display.last = value;
  return 'stay';
}

async function variablesOf(console: DebugConsole, none: string, ...scopes: readonly string[]): Promise<'stay'> {
  console.paused();
  const variables = console.frame === undefined ? [] : await console.debuggee.scope(console.frame.id, ...scopes);
  await console.say(variables.length === 0 ? none : variableRows(variables, console));
  return 'stay';
}

async function moveBy(console: DebugConsole, argument: string, direction: 1 | -1): Promise<'stay'> {
  const pause = console.paused();
  const count = /^[1-9]\d*$/.test(argument) ? Number(argument) : 1;
  const wanted = Math.min(pause.frames.length - 1, Math.max(0, pause.selected + direction * count));
  if (wanted === pause.selected)
    throw refused(direction === 1 ? 'this is the outermost frame' : 'this is the innermost frame');
  pause.selected = wanted;
  await showFrame(console);
  return 'stay';
}

async function listOn(console: DebugConsole): Promise<void> {
  const source = console.source;
  if (source === undefined) throw refused('the source of what? list FILE:LINE');
  const lines = await console.lines(source);
  const { last: after, isOfStop = false } = console.listed ?? {};
  // Where the stop has shown the end already, there may be more before it.
  if (isOfStop && console.frame !== undefined && after === lines.length)
    return listRange(console, source, rangeAround(console.frame.line, LIST_LINES, lines.length));
  if (after === undefined) return listRange(console, source, { first: 1, last: LIST_LINES });
  if (after >= lines.length) throw refused('this is the end of the source; list 1 begins anew');
  return listRange(console, source, { first: after + 1, last: after + LIST_LINES });
}

async function listAt(console: DebugConsole, argument: string): Promise<void> {
  const [, first, last] = /^(\d+)\s*,\s*(\d+)$/.exec(argument) ?? [];
  if (first !== undefined && console.source !== undefined) {
    return listRange(console, console.source, { first: Number(first), last: Number(last) });
  }
  const parsed = parseLocation(argument);
  if (parsed?.location.kind === 'line') {
    const place = await placeOf(console, parsed.location);
    const { file, line } = parsed.location;
    const source = file === undefined ? console.source : await sourceNamed(console, file);
    if (source === undefined || place.kind !== 'line') return;
    return listRange(console, source, rangeAround(line, LIST_LINES, (await console.lines(source)).length));
  }
  const { source, line } = await functionPlace(console, argument);
  await listRange(console, source, { first: line, last: line + LIST_LINES - 1 });
}

/** @throws SpellError `DEBUG_REQUEST` where there is no function of that name, or none in Lua */
async function functionPlace(console: DebugConsole, name: string): Promise<{ source: SourceSeen; line: number }> {
  const { location, type } = await console.evaluate(name, 'watch');
  if (location === undefined) throw refused(`${name} is ${type === 'function' ? 'not written in Lua' : 'no function'}`);
  const { source, line } = await console.debuggee.place(location);
  if (source === undefined) throw refused(`the source of ${name} is not known`);
  return { source, line };
}

async function listRange(
  console: DebugConsole,
  source: SourceSeen,
  range: { first: number; last: number },
): Promise<void> {
  const lines = await console.lines(source);
  const last = Math.min(range.last, lines.length);
  if (range.first > last) throw refused(`the source has ${lines.length} lines`);
  const { frame } = console;
  const isShown = frame?.source !== undefined && sourceKey(frame.source) === sourceKey(source);
  const text = formatListing(
    lines,
    { first: range.first, last },
    {
      current: isShown ? frame.line : undefined,
      breakpoints: console.breakpoints.linesIn(sourceKey(source)),
      width: console.screen.width,
      hasColor: console.screen.hasColor,
    },
  );
  console.listed = { source, last };
  await console.say(text);
}

function refused(message: string): SpellError {
  return new SpellError('DEBUG_REQUEST', message);
}
