// The engine as the control thread sees it: what a run is given, what comes out, how it is stopped. Types only.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { HostMethods, MimeBundle, Value } from '../base/values.js';
import type { CapturedFailure } from '../diagnostics/captured.js';
import type { DebugAnswer, DebugCommandName, DebugEvent, DebugRequest, WrittenPlace } from '../debugger/contract.js';
import type { PermissionGrant } from '../permissions/grant.js';
import type { StartedThread } from './started-thread.js';

export type OutputStream = 'stdout' | 'stderr';

/** One piece of output, bytes as the script wrote them, with the run that made it. */
export interface OutputChunk {
  readonly runId: string;
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
  /** Where it was written; known while a debugger is attached. The same place is the same object. */
  readonly place?: WrittenPlace | undefined;
}

export interface EngineOptions {
  /** What scripts can call; a function is asked for them at the first call, so that scripts that call nothing load nothing. */
  readonly methods: HostMethods | (() => Promise<HostMethods>);
  readonly permissions: PermissionGrant;
  /** Directory that relative paths and `require` start from. Default: the process's. */
  readonly workingDirectory?: string;
  /** Folders that `require` searches, after the script's own. */
  readonly modulePath?: readonly string[];
  /** Bytes that the VM may allocate. Default 1 GiB. */
  readonly maxMemoryBytes?: number;
  /** How long an interruption waits for code that cannot be trapped before the engine is replaced. Default 2000. */
  readonly graceMs?: number;
  /** Take an image of the VM after every run, from which a replaced engine starts. Default false. */
  readonly keepImages?: boolean;
  /** Tell host methods where in the script they are called from, for logs. Default false: it costs a little with every call. */
  readonly tellSources?: boolean;
  readonly logger?: Logger;
  /** A thread that has been started for this engine; it is the engine's from now on. */
  readonly thread?: StartedThread | undefined;
  /** Takes output in order; a returned promise holds the script back until it settles. */
  readonly onOutput?: (chunk: OutputChunk) => void | Promise<void>;
  /** Asked for bytes when the script reads standard input; `null` is end of file. */
  readonly readInput?: (maxBytes: number, signal: AbortSignal, runId: string) => Promise<Uint8Array | null>;
  /** Takes what the debugger tells, in order; nothing comes before somebody has attached. */
  readonly onDebugEvent?: (event: DebugEvent) => void;
}

/** A host function of a runtime library, called by its full name as a run of its own: how events reach call-backs of the script. */
export interface CallRequest {
  readonly call: string;
  readonly args: readonly Value[];
  readonly timeoutMs?: number;
}

/** What clients want to know of live values. `path` are names from the globals inward: `['string', 'format']`. */
export type Look =
  | { readonly kind: 'fields'; readonly path: readonly string[]; readonly limit: number }
  | { readonly kind: 'value'; readonly path: readonly string[] };

export interface LookedField {
  readonly name: string;
  /** As `type` says it. */
  readonly type: string;
  /** One line; for functions their parameters. */
  readonly preview: string;
}

export interface LookedValue {
  readonly type: string;
  readonly preview: string;
  /** Without what its own code would say; empty for `fields`. */
  readonly shown: MimeBundle;
  /** Fields of a table or of what its metatable indexes; sorted by name, at most `limit`. */
  readonly fields: readonly LookedField[];
  readonly hasMoreFields: boolean;
  /** Of functions, for `value`; of host functions the parameters are not known: they count as `...`. */
  readonly function?: {
    readonly parameters: readonly string[];
    readonly isVararg: boolean;
    /** Chunk name and line of the definition; not of host functions. */
    readonly chunkName?: string;
    readonly line?: number;
    readonly lastLine?: number;
    /** Full name of a host function: `Tool.execute`. */
    readonly hostName?: string;
  };
}

export interface RunRequest {
  readonly code: string | Uint8Array;
  /** Show what the last expression gives (see {@link RunOutcome}); the code need not say `return`. */
  readonly echo?: boolean;
  /** Local variables outside of every block are there in the next run that says so too. */
  readonly keepLocals?: boolean;
  /** With `echo`: the first result becomes `_`, `_N` and `Out[N]`, of this number. */
  readonly keepResult?: number | undefined;
  /** Directory that relative paths start from in this run. Default: the engine's. */
  readonly workingDirectory?: string;
  /** As Lua wants it: `@path` for files, `=name` for others. */
  readonly chunkName: string;
  /** The script's path as `ARGS[0]`/`arg[0]`; without it (`exec`) neither table exists. */
  readonly scriptName?: string;
  /** Folder that `require` searches first. Default: the script's, else the working directory. */
  readonly scriptDirectory?: string;
  readonly args?: readonly string[];
  readonly timeoutMs?: number;
}

export type RunOutcome =
  | {
      readonly status: 'ok';
      /** Empty with `echo`. */
      readonly results: readonly Value[];
      /** With `echo`, when the last statement is an expression with a result that is not nil. */
      readonly shown?: MimeBundle;
    }
  | { readonly status: 'error'; readonly failure: CapturedFailure; readonly engineReplaced?: boolean }
  /** The script called `os.exit`. */
  | { readonly status: 'exit'; readonly code: number };

export type InterruptReason = 'interrupted' | 'timeout';

export interface Run {
  readonly id: string;
  /** Settles after all output of the run has been taken by `onOutput`. Never rejects for what a script does. */
  readonly outcome: Promise<RunOutcome>;
  /** Ends the run with a Lua error at the next instruction; does nothing when it has ended. */
  interrupt(reason?: InterruptReason): void;
}

export interface Engine extends Disposable {
  /** Runs are queued: one at a time. */
  run(request: RunRequest | CallRequest): Run;
  /**
   * Looks at live values, never running code of the script. Undefined when there is no such value, or when the engine cannot
   * look within a moment because a script is in a long call of a library function.
   */
  look(look: Look): Promise<LookedValue | undefined>;
  /**
   * A command of the debugger (see `DebugCommands`), served wherever the script is; one in a single long call of a library function is
   * served when that returns. Deadlines do not run while a script is paused; an interruption ends the pause with the run.
   *
   * @throws SpellError `DEBUG_NOT_PAUSED`, `DEBUG_UNKNOWN`, `DEBUG_EVALUATION`, `DEBUG_REFUSED`; `DEBUG_LOST` when the engine thread
   *   is replaced or closed first
   */
  debug<N extends DebugCommandName>(command: N, request: DebugRequest<N>): Promise<DebugAnswer<N>>;
  /** Resolves when all that scripts have written so far has been taken by `onOutput`. */
  outputTaken(): Promise<void>;
  /** Resolves once the engine thread is up (a failure to start rejects). */
  readonly ready: Promise<void>;
}
