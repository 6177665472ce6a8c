// What the debugger's two halves say to each other: commands to the engine thread with their answers, and the events that come
// from it. Plain data in the terms of the Debug Adapter Protocol, but not its messages. Types only. Any thread.

import type { MimeBundle } from '../base/values.js';

// --- Sources ----------------------------------------------------------------------------------------------------------------

/** A chunk that the engine has loaded. Lines and columns count from 1. */
export interface DebugSource {
  /** As given to `load`: `@name` for files, `=name` for others, else the text itself. */
  readonly chunkName: string;
  /** Absolute path, where the chunk is named after a file; relative names start from the run's working directory. */
  readonly path?: string;
  /** Number of the chunk name in this engine, above 0. The same name has the same number for as long as the debugger is attached. */
  readonly reference: number;
}

/** Where a script has written to a standard stream, and the number of its run. */
export interface WrittenPlace {
  readonly run: number;
  readonly source: DebugSource;
  readonly line: number;
}

/** How commands name a source: the absolute path of a file, or the number of anything that is loaded. */
export type SourceSelector = { readonly path: string } | { readonly reference: number };

// --- Breakpoints ------------------------------------------------------------------------------------------------------------

/** Which of a breakpoint's hits count: those whose number (from 1) satisfies this. `every` is every n-th. */
export interface HitCondition {
  readonly operator: '==' | '~=' | '<' | '<=' | '>' | '>=' | 'every';
  readonly count: number;
}

/** What all breakpoints may ask before they stop. Ids are the client's: unique over all kinds, above 0. */
export interface BreakpointTerms {
  readonly id: number;
  /** Default true. One that is not keeps its place and counts nothing. */
  readonly isEnabled?: boolean;
  /** A Lua expression in the frame; any value but false and nil holds. One that fails stops once and says why in the event. */
  readonly condition?: string;
  /** Counted where the condition holds; counting begins anew when this breakpoint's terms change. */
  readonly hitCondition?: HitCondition;
  /** So many hits are passed over first. */
  readonly ignoreCount?: number;
  /** Written as an `output` event in place of stopping: text with `{expressions}`, `\{` for a brace. */
  readonly logMessage?: string;
  /** Removed when it has stopped. */
  readonly isTemporary?: boolean;
}

export interface LineBreakpoint extends BreakpointTerms {
  readonly source: SourceSelector;
  readonly line: number;
  /** The statement that begins here, where several share the line and `setStatements` has told them apart; else the line counts alone. */
  readonly column?: number;
}

export interface FunctionBreakpoint extends BreakpointTerms {
  /**
   * `name`, `Module.name`, `Class:method`: compared with the name at the definition, then with what the name holds among the globals,
   * functions of the host included. `tool:NAME` and `agent:NAME` stop where the script calls a tool or an agent of that name, `*` being any;
   * `hook:POINT` where the call of a script makes a hook point fire.
   */
  readonly name: string;
}

/** Where a breakpoint is now. */
export interface BreakpointState {
  readonly id: number;
  /** There is code where it stops. */
  readonly isVerified: boolean;
  /** The line where it stops: the one asked for, or the next in the same function that has code. */
  readonly line?: number;
  /** Of the statement where it stops, if it is on a column. */
  readonly column?: number;
  readonly source?: DebugSource;
  /** Why it is not verified, or what is wrong with its condition or log message. */
  readonly message?: string;
}

/** Errors that stop, where they are raised and before anything unwinds. */
export interface ExceptionBreakpoint {
  readonly id: number;
  /** `raised`: every error; `caught`: those that a protected call will take; `uncaught`: those that end the run. */
  readonly filter: 'raised' | 'caught' | 'uncaught';
  /** A Lua pattern that the message must match. */
  readonly pattern?: string;
  /** As in {@link BreakpointTerms}; the name `error` is the error value. */
  readonly condition?: string;
}

/** What a data breakpoint watches; names from `dataBreakpointInfo`. Valid until the variable is gone, which a `breakpoint` event tells. */
export interface DataBreakpoint extends BreakpointTerms {
  readonly dataId: string;
}

// --- Threads, frames, values --------------------------------------------------------------------------------------------------

/** A coroutine. The run itself is number 1. */
export interface DebugThread {
  readonly id: number;
  /** `main`, or the function that it runs and where that is defined: `worker (job.lua:12)`. */
  readonly name: string;
  /** `running`: the innermost; `normal`: has resumed another. */
  readonly status: 'running' | 'normal' | 'suspended';
}

export interface DebugFrame {
  /** Valid until the script goes on. */
  readonly id: number;
  /** As reports have it: `main chunk`, `greet`, `string.gsub`, `function <a.lua:3>`. */
  readonly name: string;
  /** `host`: not written in Lua; one that waits for an answer of the host has {@link waitsFor}. */
  readonly kind: 'lua' | 'main' | 'host';
  readonly source?: DebugSource;
  /** 0 where it has none. */
  readonly line: number;
  /** Where its statement begins, if `setStatements` has told. */
  readonly column?: number;
  readonly lineDefined?: number;
  readonly isTailCall?: boolean;
  /** The method of the host that this frame waits for: `agent.execute`. */
  readonly waitsFor?: string;
  /** The first frame of the coroutine that resumed the one above. */
  readonly isResumer?: boolean;
}

export interface DebugScope {
  /** `Varargs` of a host function are its arguments; `Console` is what scripts have written with it, newest last. */
  readonly name: 'Return values' | 'Locals' | 'Varargs' | 'Upvalues' | 'Console' | 'Globals' | 'Built-in globals';
  /** For `variables`. */
  readonly reference: number;
  readonly namedCount: number;
  readonly indexedCount: number;
  /** Looking at all of it is not cheap: clients show it closed. */
  readonly isExpensive: boolean;
}

/** How numbers and texts are written. */
export interface ValueFormat {
  /** Integers in base 16. */
  readonly hex?: boolean;
  /** Longest text in characters; longer ones are cut and end in `…`. Default 200. */
  readonly maxLength?: number;
}

export type LuaType =
  'nil' | 'boolean' | 'integer' | 'float' | 'string' | 'table' | 'function' | 'userdata' | 'thread' | 'light userdata';

export interface DebugValue {
  /** One line, made without running code: `"text"`, `{1, 2, x = 3}`, `function greet(a, ...)`. */
  readonly value: string;
  readonly type: LuaType;
  /** For `variables`; 0 where there is nothing inside. Valid until the script goes on. */
  readonly reference: number;
  /** Elements `1..n` of the list in a table. */
  readonly indexedCount: number;
  /** Everything else in it, metatable included. */
  readonly namedCount: number;
  /** Of functions: where they are defined. */
  readonly definedAt?: { readonly source: DebugSource; readonly line: number };
}

export interface DebugVariable extends DebugValue {
  /** As Lua writes it: `x`, `[1]`, `["two words"]`; `[metatable]` and `[tostring]` are no fields. */
  readonly name: string;
  readonly kind:
    'local' | 'vararg' | 'upvalue' | 'global' | 'element' | 'field' | 'metatable' | 'tostring' | 'returned';
  /** An expression that gives the value in this frame; missing where there is none. */
  readonly evaluateName?: string;
  /** False where `setVariable` would refuse it (constants, returned values). */
  readonly isWritable: boolean;
  /** Its value runs code of the script (`__tostring`): only `variables` with its reference does. */
  readonly isLazy?: boolean;
}

/** Where an expression is asked from; `hover` never runs code and refuses what would need it. */
export type EvaluateContext = 'watch' | 'hover' | 'repl' | 'clipboard' | 'variables';

/** Times in milliseconds; `selfMs` without what it called. */
export interface TraceSummary {
  readonly functions: readonly {
    readonly name: string;
    readonly source?: DebugSource;
    readonly line: number;
    readonly calls: number;
    readonly totalMs: number;
    readonly selfMs: number;
  }[];
  readonly lines: readonly { readonly source: DebugSource; readonly line: number; readonly count: number }[];
}

// --- Changed sources ----------------------------------------------------------------------------------------------------------

/** Code that gives a function when it is called; its upvalues are names of the source. */
export interface ReloadPiece {
  readonly code: string;
  /** The names that are locals of the whole chunk. */
  readonly shared: readonly string[];
}

/** A function of the text as it is loaded, and what takes its place. */
export interface ReloadedFunction {
  readonly line: number;
  readonly lastLine: number;
  readonly parameters: number;
  readonly shared: readonly string[];
  /** The local of the chunk whose field it is. */
  readonly owner?: { readonly name: string; readonly field: string };
  readonly piece?: ReloadPiece;
}

// --- Commands ---------------------------------------------------------------------------------------------------------------

interface None {
  readonly [key: string]: never;
}

interface StepRequest {
  /** The coroutine to step in. Default: the one that is paused. */
  readonly threadId?: number;
  /** `statement` also ends at statements on the same line, where `setStatements` has told them apart. Default: `line`. */
  readonly granularity?: 'line' | 'statement';
}

/** Where the statements of a source begin, which bytecode does not know. */
export interface Statements {
  readonly source: SourceSelector;
  /** The text of the source with line breaks added so that every statement begins a line of its own. */
  readonly spread: string | Uint8Array;
  /** For every line of {@link spread}, in order: the line and column of the source that it begins at. */
  readonly origins: readonly { readonly line: number; readonly column: number }[];
}

/**
 * Every command with what it takes and answers. All but those marked are served at once, whatever the script does (computes, waits for
 * the host, is paused, or none runs); those marked PAUSED fail with `DEBUG_NOT_PAUSED` while nothing is paused. Ids that are not, or no
 * longer, known fail with `DEBUG_UNKNOWN`; expressions that fail with `DEBUG_EVALUATION`; what cannot be done with
 * `DEBUG_REFUSED`.
 */
export interface DebugCommands {
  /** From now on chunks are remembered, breakpoints hold and events come. Doing it again changes the options. */
  readonly attach: {
    readonly request: {
      /** Regular expressions (JavaScript) on paths and chunk names: functions there are stepped through and not stopped at by exceptions. */
      readonly skip?: readonly string[];
      /** Stop at the first line of every run of code. */
      readonly stopOnEntry?: boolean;
      /** How long an evaluation may take in milliseconds. Default 2000. */
      readonly evaluateTimeoutMs?: number;
    };
    readonly answer: { readonly sources: readonly DebugSource[] };
  };
  /** Everything is forgotten, a paused script goes on unless `stayPaused` (until somebody attaches and continues it). */
  readonly detach: { readonly request: { readonly stayPaused?: boolean }; readonly answer: None };

  /** The whole list, for all sources; in the answer in its order. Breakpoints with the same terms keep their counts. */
  readonly setBreakpoints: {
    readonly request: { readonly breakpoints: readonly LineBreakpoint[] };
    readonly answer: { readonly breakpoints: readonly BreakpointState[] };
  };
  readonly setFunctionBreakpoints: {
    readonly request: { readonly breakpoints: readonly FunctionBreakpoint[] };
    readonly answer: { readonly breakpoints: readonly BreakpointState[] };
  };
  readonly setExceptionBreakpoints: {
    readonly request: { readonly breakpoints: readonly ExceptionBreakpoint[] };
    readonly answer: { readonly breakpoints: readonly BreakpointState[] };
  };
  readonly setDataBreakpoints: {
    readonly request: { readonly breakpoints: readonly DataBreakpoint[] };
    readonly answer: { readonly breakpoints: readonly BreakpointState[] };
  };
  /** PAUSED for locals and what references name. Without a reference `name` is an expression such as `config.limit` or a global. */
  readonly dataBreakpointInfo: {
    readonly request: { readonly reference?: number; readonly name: string; readonly frameId?: number };
    /** Without `dataId` it cannot be watched; `description` says what is, or why not. */
    readonly answer: { readonly dataId?: string; readonly description: string };
  };
  /** Lines with code in a source, as far as it is loaded, from `line` to `endLine` (default: `line`). */
  readonly breakpointLocations: {
    readonly request: { readonly source: SourceSelector; readonly line: number; readonly endLine?: number };
    readonly answer: { readonly lines: readonly number[] };
  };

  /** `isExact` is false where the source is not loaded, or is not this text: lines are all that is known then. */
  readonly setStatements: { readonly request: Statements; readonly answer: { readonly isExact: boolean } };

  /** Stops what runs at its next instruction, or in the host call that it waits for. `willStop` is false where nothing runs. */
  readonly pause: { readonly request: None; readonly answer: { readonly willStop: boolean } };
  /** PAUSED, as all that follow up to `terminate`. The answer comes before the script goes on; `continued` follows. */
  readonly continue: { readonly request: None; readonly answer: None };
  readonly next: { readonly request: StepRequest; readonly answer: None };
  /** `call`: only into the function that this call of the line calls (see `stepInTargets`); without it into whatever comes first. */
  readonly stepIn: { readonly request: StepRequest & { readonly call?: number }; readonly answer: None };
  /** The calls on the line where a frame is, in the order in which they are made, numbered from 0; the first `done` have been made. */
  readonly stepInTargets: {
    readonly request: { readonly frameId: number };
    readonly answer: { readonly calls: number; readonly done: number };
  };
  readonly stepOut: { readonly request: StepRequest; readonly answer: None };
  /** Runs to the next line with code at or after this one; anything else that stops comes first. */
  readonly runTo: {
    readonly request: { readonly source: SourceSelector; readonly line: number };
    readonly answer: { readonly line: number };
  };
  /** Where the frame on top could go on instead: nowhere but in its own function, with the same variables, and where no `<close>` is skipped. */
  readonly gotoTargets: {
    readonly request: { readonly source: SourceSelector; readonly line: number };
    readonly answer: { readonly lines: readonly number[] };
  };
  /** Goes there without running what lies between, and stops again with the reason `goto`. */
  readonly goto: {
    readonly request: { readonly source: SourceSelector; readonly line: number };
    readonly answer: None;
  };
  /** Without a pause: the run, if there is one. */
  readonly threads: { readonly request: None; readonly answer: { readonly threads: readonly DebugThread[] } };
  /** Innermost first; under a coroutine's frames those of its resumers. `levels` 0 or none: all. */
  readonly stackTrace: {
    readonly request: { readonly threadId: number; readonly start?: number; readonly levels?: number };
    readonly answer: { readonly frames: readonly DebugFrame[]; readonly totalFrames: number };
  };
  /** Without a frame the globals alone, also while nothing is paused. */
  readonly scopes: {
    readonly request: { readonly frameId?: number };
    readonly answer: { readonly scopes: readonly DebugScope[] };
  };
  /**
   * What is inside; without a reference the globals, also while nothing is paused: a reference to them would be void when the next cell runs.
   * `filter`: only elements of the list, or only the others; `start` and `count` page through what is left.
   */
  readonly variables: {
    readonly request: {
      readonly reference?: number;
      readonly filter?: 'indexed' | 'named';
      readonly start?: number;
      readonly count?: number;
      readonly format?: ValueFormat;
    };
    readonly answer: { readonly variables: readonly DebugVariable[]; readonly reference: number };
  };
  /** `value` is an expression in the frame that the variable was listed for. */
  readonly setVariable: {
    readonly request: {
      readonly reference: number;
      readonly name: string;
      readonly value: string;
      readonly format?: ValueFormat;
    };
    readonly answer: DebugValue;
  };
  /** Assigns to a variable, field or element. */
  readonly setExpression: {
    readonly request: {
      readonly expression: string;
      readonly value: string;
      readonly frameId?: number;
      readonly format?: ValueFormat;
    };
    readonly answer: DebugValue;
  };
  /**
   * Without a frame served at any time. In the context `repl` statements as well. Several values are
   * `a, b` in `value`, the first is the one that `reference` opens; of none the `value` is empty.
   */
  readonly evaluate: {
    readonly request: {
      readonly expression: string;
      readonly frameId?: number;
      readonly context?: EvaluateContext;
      readonly format?: ValueFormat;
    };
    readonly answer: DebugValue;
  };
  /** What an expression without calls gives, in the forms in which a cell would show it. Runs no code, and is served at any time without a frame. */
  readonly show: {
    readonly request: { readonly expression: string; readonly frameId?: number };
    readonly answer: { readonly forms: MimeBundle };
  };
  /** Names in reach of a frame (locals, upvalues, globals), or fields of what `path` leads to (`['config', 'limits']`). Runs no code. */
  readonly completions: {
    readonly request: { readonly frameId?: number; readonly path: readonly string[]; readonly prefix: string };
    readonly answer: {
      readonly items: readonly {
        readonly label: string;
        readonly kind: 'local' | 'upvalue' | 'global' | 'field';
        readonly type: LuaType;
      }[];
    };
  };
  /** What the error was that has stopped the script. */
  readonly exceptionInfo: {
    readonly request: None;
    readonly answer: {
      /** `tostring` of the error value without its `__tostring`. */
      readonly message: string;
      /** Type of the error value, or `__name` of its metatable. */
      readonly typeName: string;
      readonly mode: 'caught' | 'uncaught';
      readonly value: DebugValue;
      readonly traceback: string;
    };
  };

  /** Text of a source that was loaded while attached; missing for others: files are read where they are. */
  readonly source: {
    readonly request: { readonly reference: number };
    readonly answer: { readonly text?: string | Uint8Array; readonly source: DebugSource };
  };
  readonly loadedSources: { readonly request: None; readonly answer: { readonly sources: readonly DebugSource[] } };
  /** Writes to standard error of the run what the script does, line by line; with nothing asked for it ends. Forgets what `traced` tells. */
  readonly setTrace: {
    readonly request: { readonly lines?: boolean; readonly calls?: boolean; readonly variables?: boolean };
    readonly answer: None;
  };
  /** What has been counted since `setTrace`: functions by own time, lines by count, most first. */
  readonly traced: { readonly request: { readonly limit?: number }; readonly answer: TraceSummary };

  /**
   * Puts the functions of a changed text in place of those that are loaded, while all values stay; what runs goes on in the old code. Fails
   * with `DEBUG_EVALUATION` and the message of the compiler where the text is broken, and has done nothing then.
   */
  readonly reload: {
    readonly request: {
      readonly source: SourceSelector;
      readonly text: string;
      readonly functions: readonly ReloadedFunction[];
      /** Locals of the chunk with what gives them their values. */
      readonly locals: readonly (ReloadPiece & { readonly names: readonly string[]; readonly isOnlyNew: boolean })[];
      /** Functions that are new. */
      readonly definitions: readonly (ReloadPiece & { readonly name: string })[];
      readonly onReload?: { readonly copy: ReloadPiece; readonly call: ReloadPiece };
    };
    /** How many closures are others now, which locals have their value anew and which functions are new, and what has failed on the way. */
    readonly answer: {
      readonly replaced: number;
      readonly defined: readonly string[];
      readonly notes: readonly string[];
    };
  };
  /** Ends the run as an interruption does, paused or not. */
  readonly terminate: { readonly request: None; readonly answer: None };
}

export type DebugCommandName = keyof DebugCommands;
export type DebugRequest<N extends DebugCommandName> = DebugCommands[N]['request'];
export type DebugAnswer<N extends DebugCommandName> = DebugCommands[N]['answer'];

// --- Events -----------------------------------------------------------------------------------------------------------------

export type StopReason =
  'entry' | 'pause' | 'step' | 'goto' | 'breakpoint' | 'function breakpoint' | 'data breakpoint' | 'exception';

export type DebugEvent =
  | {
      readonly type: 'stopped';
      readonly reason: StopReason;
      /** The coroutine that is paused; with it all are. */
      readonly threadId: number;
      /** Breakpoints of any kind that have stopped here. */
      readonly breakpointIds: readonly number[];
      /** One line for people: the error message, `counter: 1 → 2`, why a condition failed. */
      readonly text?: string;
      /** Run that is paused. */
      readonly runId: string;
    }
  /** The script goes on, or its run was ended while it was paused. */
  | { readonly type: 'continued'; readonly threadId: number }
  /** A run has begun or ended; coroutines are told by `threads` alone. */
  | {
      readonly type: 'thread';
      readonly reason: 'started' | 'exited';
      readonly threadId: number;
      readonly runId: string;
    }
  /** A chunk of this name for the first time, or one of another text, whose statements are void. */
  | { readonly type: 'loadedSource'; readonly source: DebugSource }
  /** Verified, moved, no longer verified, or (temporary ones, data that is gone) removed. */
  | { readonly type: 'breakpoint'; readonly reason: 'changed' | 'removed'; readonly breakpoint: BreakpointState }
  /** What a log message says, or the script with `Debugger.log`. */
  | {
      readonly type: 'output';
      readonly text: string;
      readonly source: DebugSource;
      readonly line: number;
      readonly runId: string;
    }
  /** Values that were shown may be others: an expression has run, or a variable was set. */
  | { readonly type: 'invalidated'; readonly areas: readonly ('variables' | 'stacks')[] }
  /** The engine thread is another and knows of nothing: attach and set everything again. */
  | { readonly type: 'restarted' };
