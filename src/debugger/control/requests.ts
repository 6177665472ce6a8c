// Requests of the Debug Adapter Protocol, one function each: arguments in, body out. Control thread.

import type { CompletionItem, StackFrame } from '../../protocol/dap-types.js';
import type { DapArguments, DapCommand } from '../../protocol/dap.js';
import { SpellError } from '../../base/errors.js';
import type { DebugFrame, EvaluateContext } from '../contract.js';
import type { ClientView } from './client-view.js';
import { reload } from './reload.js';
import type { DebugState } from './state.js';
import { breakpointLocations, goTo, gotoTargets, stepInTargets } from './targets.js';

/** Requests that have to do with who is attached are the session's. */
export type SessionCommand = 'initialize' | 'attach' | 'configurationDone' | 'disconnect' | 'cancel' | 'debugInfo';
/** Requests that only Jupyter knows. */
export type JupyterCommand = 'dumpCell' | 'inspectVariables' | 'richInspectVariables' | 'copyToGlobals';

export type Handler<C extends DapCommand> = (
  args: DapArguments<C>,
  state: DebugState,
  view: ClientView,
) => Promise<object | undefined>;

type Handlers = { readonly [C in Exclude<DapCommand, SessionCommand | JupyterCommand>]: Handler<C> };

export const requestHandlers: Handlers = {
  setBreakpoints: async (args, { breakpoints }) => {
    const asked = args.breakpoints ?? (args.lines ?? []).map((line) => ({ line }));
    const states = await breakpoints.setLines(args);
    return { breakpoints: states.map((each, i) => breakpoints.toDap(each, asked[i])) };
  },
  setFunctionBreakpoints: async (args, { breakpoints }) => ({
    breakpoints: (await breakpoints.setFunctions(args.breakpoints)).map((each) => breakpoints.toDap(each)),
  }),
  setExceptionBreakpoints: async (args, { breakpoints }) => ({
    breakpoints: (await breakpoints.setExceptions(args)).map((each) => breakpoints.toDap(each)),
  }),
  setDataBreakpoints: async (args, { breakpoints }) => ({
    breakpoints: (await breakpoints.setData(args.breakpoints)).map((each) => breakpoints.toDap(each)),
  }),
  dataBreakpointInfo: async ({ variablesReference, name, frameId }, { ports, variables, breakpoints }) => {
    variables.assertOfScript(variablesReference);
    const reference = variablesReference ? variables.ofEngine(variablesReference) : undefined;
    const { dataId, description } = await ports.ask('dataBreakpointInfo', {
      name,
      ...(reference !== undefined && { reference }),
      ...(frameId !== undefined && { frameId }),
    });
    if (dataId !== undefined) breakpoints.watches(dataId, description);
    return { dataId: dataId ?? null, description, ...(dataId !== undefined && { accessTypes: ['write'] }) };
  },
  breakpointLocations: async (args, state) => ({ breakpoints: await breakpointLocations(state, args) }),

  continue: async (_args, { ports }) => {
    await ports.ask('continue', {});
    return { allThreadsContinued: true };
  },
  next: (args, state) => step(state, 'next', args),
  stepIn: (args, state) => step(state, 'stepIn', args),
  stepOut: (args, state) => step(state, 'stepOut', args),
  pause: async (_args, { ports, stop }) => {
    const { willStop } = await ports.ask('pause', {});
    if (!willStop && stop === undefined) throw new SpellError('DEBUG_REFUSED', 'nothing runs that could be paused');
    return undefined;
  },
  stepInTargets: async ({ frameId }, state) => ({ targets: await stepInTargets(state, frameId) }),
  gotoTargets: async (args, state) => ({ targets: await gotoTargets(state, args) }),
  goto: async ({ targetId }, state) => {
    await goTo(state, targetId);
    return undefined;
  },
  runTo: async ({ source, line }, { ports, sources }) =>
    ports.ask('runTo', { source: sources.selectorOf(source), line }),

  threads: async (_args, { ports }) => {
    const { threads } = await ports.ask('threads', {});
    return { threads: threads.map(({ id, name }) => ({ id, name })) };
  },
  stackTrace: async ({ threadId, startFrame: start, levels }, state) => {
    const { frames, totalFrames } = await state.ports.ask('stackTrace', { threadId, start, levels });
    for (const frame of frames) state.frames.set(frame.id, frame);
    return { stackFrames: frames.map((frame) => toFrame(frame, state)), totalFrames };
  },
  scopes: async ({ frameId }, { ports, variables }) => ({
    scopes: variables.scopes((await ports.ask('scopes', { frameId })).scopes),
  }),
  variables: async (args, { variables }, view) => ({ variables: await variables.list(args, view) }),
  setVariable: async ({ variablesReference, name, value, format = {} }, { ports, variables }, view) => {
    variables.assertOfScript(variablesReference);
    const reference = variables.ofEngine(variablesReference);
    return variables.value(await ports.ask('setVariable', { reference, name, value, format }), view);
  },
  setExpression: async ({ expression, value, frameId, format = {} }, { ports, variables }, view) => {
    const frame = frameId === undefined ? {} : { frameId };
    return variables.value(await ports.ask('setExpression', { expression, value, format, ...frame }), view);
  },
  evaluate: async ({ expression, frameId, context = 'repl', format = {} }, { ports, variables }, view) => {
    const frame = frameId === undefined ? {} : { frameId };
    const request = { expression, context: knownContext(context), format, ...frame };
    const { value: result, ...shown } = variables.value(await ports.ask('evaluate', request), view);
    return { result, ...shown };
  },
  completions: async ({ frameId, text, column, line = 1 }, { ports }) => {
    const before = (text.split('\n')[line - 1] ?? '').slice(0, Math.max(0, column - 1));
    const [path = ''] = /[A-Za-z_][\w.:]*$/.exec(before) ?? [];
    const names = path.split(/[.:]/);
    const prefix = names.pop() ?? '';
    const request = { path: names, prefix, ...(frameId !== undefined && { frameId }) };
    const { items } = await ports.ask('completions', request);
    const length = prefix.length;
    return {
      targets: items.map(({ label, kind, type }): CompletionItem => ({
        label,
        type: type === 'function' ? 'function' : kind === 'field' ? 'field' : 'variable',
        detail: type,
        // From 1, as the client's columns.
        start: before.length - length + 1,
        length,
      })),
    };
  },
  exceptionInfo: async (_args, { ports, variables }) => {
    const { message, typeName, mode, value, traceback } = await ports.ask('exceptionInfo', {});
    const { value: shown } = variables.value(value);
    return {
      exceptionId: typeName,
      description: message,
      breakMode: mode === 'caught' ? 'always' : 'unhandled',
      details: { message, typeName, formattedDescription: shown, stackTrace: traceback },
    };
  },
  source: async ({ source = {}, sourceReference }, state) => {
    const { sources } = state;
    const selector = sourceReference > 0 ? { reference: sourceReference } : sources.selectorOf(source);
    const content = await sources.textAt(selector);
    if (content !== undefined) return { content, mimeType: 'text/x-lua' };
    throw new SpellError('DEBUG_UNKNOWN', 'there is no text of this source, or none that is UTF-8');
  },
  loadedSources: async (_args, { ports, sources }) => ({
    sources: (await ports.ask('loadedSources', {})).sources.map((source) => sources.toDap(source)),
  }),
  modules: async ({ startModule, moduleCount }, { ports, sources }) => {
    const { sources: loaded } = await ports.ask('loadedSources', {});
    const modules = loaded.map((source) => {
      const { name, path } = sources.toDap(source);
      return { id: source.reference, name, ...(path !== undefined && { path }) };
    });
    const end = moduleCount === 0 ? undefined : startModule + moduleCount;
    return { modules: modules.slice(startModule, end), totalModules: modules.length };
  },
  locations: async ({ locationReference }, { variables }) => variables.location(locationReference),

  terminate: async (_args, { ports }) => ports.ask('terminate', {}),
  setTrace: async (args, { ports }) => ports.ask('setTrace', args),
  traced: async (args, { ports, sources }) => {
    const { functions, lines } = await ports.ask('traced', args.limit === undefined ? {} : { limit: args.limit });
    return {
      functions: functions.map(({ source, ...rest }) => ({
        ...rest,
        ...(source && { source: sources.toDap(source) }),
      })),
      lines: lines.map(({ source, ...rest }) => ({ ...rest, source: sources.toDap(source) })),
    };
  },
  reload: async (args, state) => reload(state, args),
};

type StepArguments = DapArguments<'next'> & { readonly targetId?: number };

async function step(
  { ports, sources, stop }: DebugState,
  command: 'next' | 'stepIn' | 'stepOut',
  { threadId, granularity, targetId }: StepArguments,
): Promise<undefined> {
  const isByStatement = granularity !== 'line' && stop !== undefined;
  if (isByStatement) {
    const { frames } = await ports.ask('stackTrace', { threadId: stop.threadId, levels: 1 });
    const source = frames[0]?.source;
    if (source !== undefined) await sources.prepare(source);
  }
  await ports.ask(command, {
    ...(threadId !== 0 && { threadId }),
    granularity: isByStatement ? 'statement' : 'line',
    ...(targetId !== undefined && { call: targetId - 1 }),
  });
  return undefined;
}

function toFrame(frame: DebugFrame, { sources }: DebugState): StackFrame {
  const { id, name, kind, source, line, column, isResumer, waitsFor } = frame;
  const waiting = waitsFor === undefined ? name : `${name} (waits for ${waitsFor})`;
  return {
    id,
    name: isResumer === true ? `resumed by ${waiting}` : waiting,
    line,
    column: line === 0 ? 0 : (column ?? 1),
    ...(source !== undefined && { source: sources.toDap(source), moduleId: source.reference }),
    ...(kind === 'host' && { presentationHint: 'subtle' as const }),
    canRestart: false,
  };
}

const CONTEXTS = ['watch', 'hover', 'repl', 'clipboard', 'variables'] as const satisfies readonly EvaluateContext[];

/** What a client has invented is taken for an expression to watch. */
function knownContext(context: string): EvaluateContext {
  return CONTEXTS.find((each) => each === context) ?? 'watch';
}
