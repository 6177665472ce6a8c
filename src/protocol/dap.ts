// Requests of the Debug Adapter Protocol 1.68 that a kernel answers in `debug_request`, and what their arguments must look like. Any thread.
//
// Beside them stand those of Jupyter (debugInfo, dumpCell, inspectVariables, richInspectVariables, copyToGlobals) and our own. Lines and
// columns count from 1, paths are those of the kernel's machine: adapters convert.

import type { TypeOf } from './schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  integer,
  nonEmptyString,
  object,
  oneOf,
  optional,
  positive,
  string,
} from './schema.js';

const source = object({ name: optional(string), path: optional(string), sourceReference: optional(integer) });
export type SourceArgument = TypeOf<typeof source>;

/** Parts of every breakpoint; the last three are ours. */
const terms = {
  condition: optional(string),
  hitCondition: optional(string),
  ignoreCount: optional(count),
  isEnabled: optional(boolean),
  isTemporary: optional(boolean),
} as const;

const sourceBreakpoint = object({ line: count, column: optional(count), logMessage: optional(string), ...terms });
export type SourceBreakpoint = TypeOf<typeof sourceBreakpoint>;
const functionBreakpoint = object({ name: nonEmptyString, logMessage: optional(string), ...terms });
export type FunctionBreakpointArgument = TypeOf<typeof functionBreakpoint>;
const dataBreakpoint = object({ dataId: nonEmptyString, accessType: optional(string), ...terms });
export type DataBreakpointArgument = TypeOf<typeof dataBreakpoint>;
const filterOptions = object({ filterId: nonEmptyString, condition: optional(string), mode: optional(string) });

const format = optional(object({ hex: optional(boolean) }));
const granularity = defaultTo(oneOf('statement', 'line', 'instruction'), 'statement');
const context = optional(string);
const thread = { threadId: integer, singleThread: optional(boolean) } as const;
const none = object({});

/** By command. A client may leave all arguments out where none is needed. */
export const dapArguments = {
  initialize: object({
    clientID: optional(string),
    clientName: optional(string),
    linesStartAt1: defaultTo(boolean, true),
    columnsStartAt1: defaultTo(boolean, true),
    pathFormat: defaultTo(string, 'path'),
    supportsVariablePaging: defaultTo(boolean, false),
  }),
  attach: object({
    stopOnEntry: defaultTo(boolean, false),
    /** Globs and paths whose code is stepped through. */
    skipFiles: defaultTo(array(string), []),
    evaluateTimeoutMs: optional(positive),
  }),
  configurationDone: none,
  disconnect: object({
    restart: defaultTo(boolean, false),
    terminateDebuggee: defaultTo(boolean, false),
    suspendDebuggee: defaultTo(boolean, false),
  }),
  terminate: none,
  cancel: object({ requestId: optional(integer), progressId: optional(string) }),

  setBreakpoints: object({
    source,
    breakpoints: optional(array(sourceBreakpoint)),
    /** Of clients from before there was more to say of a breakpoint. */
    lines: optional(array(count)),
    sourceModified: defaultTo(boolean, false),
  }),
  setFunctionBreakpoints: object({ breakpoints: array(functionBreakpoint) }),
  setExceptionBreakpoints: object({
    filters: defaultTo(array(string), []),
    filterOptions: defaultTo(array(filterOptions), []),
  }),
  dataBreakpointInfo: object({ variablesReference: optional(count), name: nonEmptyString, frameId: optional(integer) }),
  setDataBreakpoints: object({ breakpoints: array(dataBreakpoint) }),
  breakpointLocations: object({
    source,
    line: count,
    column: optional(count),
    endLine: optional(count),
    endColumn: optional(count),
  }),

  continue: object(thread),
  next: object({ ...thread, granularity }),
  stepIn: object({ ...thread, granularity, targetId: optional(integer) }),
  stepOut: object({ ...thread, granularity }),
  pause: object({ threadId: optional(integer) }),
  stepInTargets: object({ frameId: integer }),
  gotoTargets: object({ source, line: count, column: optional(count) }),
  goto: object({ threadId: integer, targetId: integer }),

  threads: none,
  stackTrace: object({ threadId: integer, startFrame: defaultTo(count, 0), levels: defaultTo(count, 0) }),
  scopes: object({ frameId: integer }),
  variables: object({
    variablesReference: count,
    filter: optional(oneOf('indexed', 'named')),
    start: optional(count),
    count: optional(count),
    format,
  }),
  setVariable: object({ variablesReference: count, name: string, value: string, format }),
  setExpression: object({ expression: nonEmptyString, value: string, frameId: optional(integer), format }),
  evaluate: object({ expression: string, frameId: optional(integer), context, format }),
  completions: object({ frameId: optional(integer), text: string, column: count, line: optional(count) }),
  exceptionInfo: object({ threadId: optional(integer) }),
  source: object({ source: optional(source), sourceReference: defaultTo(integer, 0) }),
  loadedSources: none,
  modules: object({ startModule: defaultTo(count, 0), moduleCount: defaultTo(count, 0) }),
  locations: object({ locationReference: integer }),

  debugInfo: none,
  dumpCell: object({ code: string }),
  inspectVariables: none,
  richInspectVariables: object({ variableName: string, frameId: optional(integer) }),
  copyToGlobals: object({ srcVariableName: string, dstVariableName: string, srcFrameId: integer }),

  /** Ours: runs to the next line with code at or after this one. */
  runTo: object({ source, line: count }),
  /** Ours: see `setTrace` of src/debugger/contract.ts; all false ends it. */
  setTrace: object({
    lines: defaultTo(boolean, false),
    calls: defaultTo(boolean, false),
    variables: defaultTo(boolean, false),
  }),
  /** Ours: what has been counted since. */
  traced: object({ limit: optional(count) }),
  /** Ours: what is loaded of a file runs as this text says now. */
  reload: object({ source, text: string }),
} as const;

export type DapCommand = keyof typeof dapArguments;
export type DapArguments<C extends DapCommand> = TypeOf<(typeof dapArguments)[C]>;

/** Requests of the protocol that are known and not offered: what they would need, and why not. */
export const dapRefusals: Readonly<Record<string, string>> = {
  launch: 'a kernel is attached to; `llmspell dap` launches scripts',
  restart: 'a kernel does not know how its code was started; `llmspell dap` restarts what it has launched',
  restartFrame: 'what a function has done cannot be undone',
  terminateThreads: 'coroutines end with their run; terminate ends the run',
  stepBack: 'nothing is recorded',
  reverseContinue: 'nothing is recorded',
  readMemory: 'values of Lua have no address',
  writeMemory: 'values of Lua have no address',
  disassemble: 'instructions are not shown',
  setInstructionBreakpoints: 'instructions are not shown',
  runInTerminal: 'it is for clients',
  startDebugging: 'it is for clients',
};

export function isDapCommand(command: string): command is DapCommand {
  return Object.hasOwn(dapArguments, command);
}

/** @throws SpellError `MESSAGE_CONTENT` that names the path of what is wrong */
export function parseDapArguments<C extends DapCommand>(command: C, given: unknown): DapArguments<C> {
  return dapArguments[command].parse(given ?? {}, 'arguments') as DapArguments<C>;
}
