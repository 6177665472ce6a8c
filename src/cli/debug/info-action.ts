// `info`: what is set, loaded and known. Control thread.

import { SpellError } from '../../base/errors.js';
import { describeErrorStops } from '../../client/error-stops.js';
import type { Outcome } from './actions.js';
import type { DebugConsole } from './console.js';
import { text } from './debuggee.js';
import { isObject } from '../../protocol/schema.js';
import { breakpointTable } from './describe-breakpoint.js';
import { shownName } from './source-names.js';
import { showDisplays, showFrame, variableRows } from './stop-view.js';

type Show = (console: DebugConsole) => Promise<void>;

const TOPICS: Readonly<Record<string, Show>> = {
  breakpoints: (console) => console.say(breakpointTable(console.breakpoints.all, describeErrorStops(console.catches))),
  display: async (console) => {
    if (console.displays.all.length === 0) await console.say('No expressions are shown at stops: display EXPR');
    await showDisplays(console);
  },
  threads: async (console) => {
    const threads = await console.debuggee.threads();
    const current = console.pause?.threadId;
    const rows = threads.map(({ id, name }) => `${id === current ? '>' : ' '} ${id}  ${name}`);
    await console.say(rows.length === 0 ? 'Nothing runs.' : rows.join('\n'));
  },
  sources: async (console) => {
    const sources = await console.debuggee.sources();
    const names = sources.map((source) => `  ${shownName(source)}`);
    await console.say(names.length === 0 ? 'No source is loaded yet.' : names.join('\n'));
  },
  locals: (console) => scope(console, 'Locals'),
  upvalues: (console) => scope(console, 'Upvalues'),
  globals: async (console) => {
    const variables = await console.debuggee.globals();
    await console.say(variables.length === 0 ? 'The script has no globals.' : variableRows(variables, console));
  },
  frame: showFrame,
  error: async (console) => {
    const { details, description, breakMode } = await console.debuggee.ask('exceptionInfo', {
      threadId: console.paused().threadId,
    });
    const { typeName, stackTrace } = isObject(details) ? details : {};
    const fate = breakMode === 'unhandled' ? 'nothing catches it' : 'it will be caught';
    await console.say(`${text(description)}\na ${text(typeName)}; ${fate}\n${text(stackTrace)}`);
  },
};

export async function infoAction(console: DebugConsole, argument: string, _isAgain: boolean): Promise<Outcome> {
  const topics = Object.keys(TOPICS);
  const found = topics.filter((topic) => topic.startsWith(argument === 'watch' ? 'breakpoints' : argument));
  const [only] = found;
  if (argument === '' || only === undefined || found.length > 1) {
    const what = found.length > 1 && argument !== '' ? found : topics;
    throw new SpellError('DEBUG_REQUEST', `info shows ${what.join(', ')}`);
  }
  await TOPICS[only]!(console);
  return 'stay';
}

async function scope(console: DebugConsole, name: string): Promise<void> {
  const { frame } = console;
  console.paused();
  const variables = frame === undefined ? [] : await console.debuggee.scope(frame.id, name);
  await console.say(variables.length === 0 ? `No ${name.toLowerCase()}.` : variableRows(variables, console));
}
