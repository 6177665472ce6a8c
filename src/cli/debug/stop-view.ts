// What is shown when the script stops: where and why, the source, variables, and expressions that are watched. Control thread.

import { widthOf, wrap } from '../../diagnostics/terminal/text.js';
import { formatListing, rangeAround, cut } from './listing.js';
import type { DebugConsole, Pause } from './console.js';
import { sourceKey } from './breakpoint-list.js';
import type { FrameSeen, VariableSeen } from './debuggee.js';
import { formatDisplay } from './displays.js';
import { shownName } from './source-names.js';

const CONTEXT_LINES = 5;
const MAX_LOCALS = 12;
const MAX_VALUE = 40;

export async function showStop(console: DebugConsole): Promise<void> {
  const pause = console.paused();
  const blocks = [
    wrapped(console, await header(console, pause)),
    await returned(console),
    await sourceAround(console),
    await locals(console),
  ];
  await console.say(blocks.join(''));
  await showDisplays(console);
}

/** A frame that is looked at, without the reason of the stop. */
export async function showFrame(console: DebugConsole): Promise<void> {
  const { selected } = console.paused();
  const frame = console.frame;
  if (frame === undefined) return;
  await console.say(`#${selected} ${describeFrame(frame)}\n${await sourceAround(console)}`);
}

/** `average at stats.lua:12`. */
export function describeFrame({ name, line, source }: FrameSeen): string {
  if (source === undefined) return name;
  const where = shownName(source);
  return line === 0 ? `${name} (${where})` : `${name} at ${where}:${line}`;
}

async function header(console: DebugConsole, pause: Pause): Promise<string> {
  const frame = pause.frames[0];
  const where = frame === undefined ? 'nowhere' : `${describeFrame(frame)}${callerOf(pause)}`;
  const hits = pause.hitIds.flatMap((id) => console.breakpoints.byId(id) ?? []);
  for (const hit of hits) hit.stops++;
  const names = hits.map(({ number }) => `Breakpoint ${number}`).join(', ');
  switch (pause.reason) {
    case 'exception':
      return `${console.paint('red', `Error: ${pause.text ?? ''}`)}${await caughtOr(console)}\nin ${where}\n`;
    case 'data breakpoint':
      return `${names === '' ? 'Changed' : names}: ${console.paint('bold', pause.text ?? '')}\nbefore ${where}\n`;
    case 'breakpoint':
    case 'function breakpoint':
      // What is wrong with its condition.
      return `${names === '' ? 'Breakpoint' : names}, ${where}\n${pause.text === undefined ? '' : `${pause.text}\n`}`;
    case 'step':
      return `${where}\n`;
    default:
      return `${pause.description}, ${where}\n`;
  }
}

/** Of a function without lines: the one whose source is shown. */
function callerOf({ frames, selected }: Pause): string {
  const caller = frames[selected];
  return selected === 0 || caller === undefined ? '' : `, called by #${selected} ${describeFrame(caller)}`;
}

function wrapped(console: DebugConsole, text: string): string {
  return wrap(text, console.screen.width).join('\n');
}

async function caughtOr(console: DebugConsole): Promise<string> {
  const { breakMode } = await console.debuggee.ask('exceptionInfo', { threadId: console.paused().threadId });
  return breakMode === 'unhandled' ? ' (uncaught)' : ' (will be caught)';
}

async function returned(console: DebugConsole): Promise<string> {
  const frame = console.frame;
  if (frame === undefined || console.pause?.reason !== 'step') return '';
  const values = await console.debuggee.scope(frame.id, 'Return values');
  if (values.length === 0) return '';
  const shown = values.map(({ name, value }) => (/^\[?\d+\]?$/.test(name) ? value : `${name} = ${value}`));
  return `${console.paint('cyan', 'Returned')} ${shown.join(', ')}\n`;
}

/** With the line that the frame is at; a note where there is no text. */
export async function sourceAround(console: DebugConsole): Promise<string> {
  const frame = console.frame;
  if (frame?.source === undefined || frame.line === 0) return '';
  console.listed = undefined;
  try {
    const lines = await console.lines(frame.source);
    const range = rangeAround(frame.line, CONTEXT_LINES, lines.length);
    console.listed = { source: frame.source, last: range.last, isOfStop: true };
    return formatListing(lines, range, {
      current: frame.line,
      column: frame.column > 1 ? frame.column : undefined,
      breakpoints: console.breakpoints.linesIn(sourceKey(frame.source)),
      width: console.screen.width,
      hasColor: console.screen.hasColor,
    });
  } catch {
    return '  (its source is not to be had)\n';
  }
}

async function locals(console: DebugConsole): Promise<string> {
  const { frame, pause } = console;
  if (frame === undefined || pause === undefined) return '';
  const variables = (await console.debuggee.scope(frame.id, 'Locals')).filter(({ isVirtual }) => !isVirtual);
  const activation = `${pause.threadId} ${pause.frames.length} ${frame.name} ${frame.source === undefined ? '' : sourceKey(frame.source)}`;
  const marked = console.changes.take(activation, variables);
  if (marked.length === 0) return '';
  // What has changed is seen even where there are many.
  const first =
    marked.length <= MAX_LOCALS
      ? marked
      : [...marked.filter(({ isChanged }) => isChanged), ...marked.filter(({ isChanged }) => !isChanged)];
  const cells = first.slice(0, MAX_LOCALS).map(({ name, value, isChanged }) => ({
    text: `${isChanged ? '*' : ''}${name} = ${cut(value, MAX_VALUE)}`,
    isChanged,
  }));
  const more = marked.length - cells.length;
  if (more > 0) cells.push({ text: `and ${more} more: locals`, isChanged: false });
  return flow(cells, console);
}

/** Side by side, as many as fit into a line. */
function flow(cells: readonly { readonly text: string; readonly isChanged: boolean }[], console: DebugConsole): string {
  const rows: string[] = [];
  let width = Infinity;
  for (const { text, isChanged } of cells) {
    const shown = isChanged ? console.paint('bold', console.paint('yellow', text)) : text;
    const needed = widthOf(text) + 2;
    if (width + needed > console.screen.width) {
      rows.push(`  ${shown}`);
      width = needed;
    } else {
      rows.push(`${rows.pop() ?? ''}  ${shown}`);
      width += needed;
    }
  }
  return `${rows.join('\n')}\n`;
}

export async function showDisplays(console: DebugConsole): Promise<void> {
  const rows: string[] = [];
  for (const display of console.displays.all) {
    const value = await console.evaluate(display.expression, 'watch').then(
      (seen) => seen.value,
      (error: unknown) => `(${error instanceof Error ? error.message : String(error)})`,
    );
    rows.push(formatDisplay(display, value));
    display.last = value;
  }
  if (rows.length > 0) await console.note(rows.join('\n'));
}

/** A line each, as wide as the screen; changed ones marked. */
export function variableRows(variables: readonly VariableSeen[], console: DebugConsole): string {
  const room = Math.max(20, console.screen.width - 2);
  return variables
    .map((variable) => {
      const isChanged = console.changes.isChanged(variable);
      const row = cut(`${isChanged ? '*' : ' '} ${variable.name} = ${variable.value}`, room);
      return isChanged ? console.paint('bold', console.paint('yellow', row)) : row;
    })
    .join('\n');
}
