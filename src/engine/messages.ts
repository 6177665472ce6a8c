// The messages between control thread and engine thread, one union per direction. Types only.

import type { LogRecord } from '../base/log.js';
import type { MimeBundle, LuaFunctionRef, Value } from '../base/values.js';
import type { CapturedFailure } from '../diagnostics/captured.js';
import type { PermissionGrant } from '../permissions/grant.js';
import type { VmImage } from '../vm/checkpoint.js';
import type { DebugCommandName, DebugEvent, WrittenPlace } from '../debugger/contract.js';
import type { Look, LookedValue } from './contract.js';
import type { LocatedFrame } from '../vm/locate.js';

/** What the thread is started with. */
export interface ThreadMemory {
  readonly memory: WebAssembly.Memory;
}

/** Its first message: what the engine is to be. */
export interface WorkerInit {
  readonly memoryLimit: number;
  readonly permissions: PermissionGrant;
  readonly workingDirectory: string;
  readonly modulePath: readonly string[];
  /** Take an image after every run, from which a replaced engine starts. */
  readonly keepImages: boolean;
  /** Say with every host call where it comes from. */
  readonly tellSources: boolean;
  /** Start from this image instead of a new VM. */
  readonly image?: VmImage;
  /** Memory of the engine that this one replaces: where was it? */
  readonly lost?: WebAssembly.Memory;
}

/** An error on its way across, as plain data. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly category?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
}

export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

/** What a script finds around it. */
export interface RunSetting {
  readonly workingDirectory: string;
  readonly scriptName: string | undefined;
  readonly scriptDirectory: string;
  readonly args: readonly string[];
}

/** What a run does. */
export type RunWork =
  | {
      readonly kind: 'code';
      readonly code: string | Uint8Array;
      readonly chunkName: string;
      readonly echo: boolean;
      /** As in `RunRequest`. */
      readonly keepLocals: boolean;
      readonly keepResult: number | undefined;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Value[] };

export type ToEngine =
  | {
      readonly type: 'run';
      /** Number of the run, also in the output's tags. */
      readonly run: number;
      readonly work: RunWork;
      readonly setting: RunSetting;
    }
  /** Answer to a `call`. */
  | { readonly type: 'reply'; readonly call: number; readonly result: Settled<Value> }
  /** Calls a Lua function while the engine waits for the answer to `call`. */
  | {
      readonly type: 'invoke';
      readonly call: number;
      readonly invocation: number;
      /** Or the name of a host function. */
      readonly fn: LuaFunctionRef | string;
      readonly args: readonly Value[];
      /** Arguments of further calls of the same function, one after the other; the results are those of the last. */
      readonly rest?: readonly (readonly Value[])[];
      /** What is under way beside that of the call; calls that it makes tell. */
      readonly within?: readonly string[];
    }
  | {
      readonly type: 'look';
      readonly look: number;
      readonly what: Look;
      /** Nobody waits for the answer any longer, in milliseconds since the epoch. */
      readonly until: number;
    }
  /** A command of the debugger; the request is the one that its name has in the contract. */
  | { readonly type: 'debug'; readonly ask: number; readonly command: DebugCommandName; readonly request: object };

/** How a run has ended on the engine thread. */
export type ThreadOutcome =
  | { readonly status: 'ok'; readonly results: readonly Value[]; readonly shown?: MimeBundle }
  | { readonly status: 'error'; readonly failure: CapturedFailure }
  | { readonly status: 'exit'; readonly code: number };

export type FromEngine =
  | { readonly type: 'ready' }
  /** Where the engine was that this one replaces, innermost first. */
  | { readonly type: 'lost'; readonly frames: readonly LocatedFrame[] }
  | {
      readonly type: 'call';
      readonly call: number;
      readonly run: number;
      readonly method: string;
      readonly args: readonly Value[];
      /** `file:line` of the Lua code that calls. */
      readonly source?: string;
      /** Hook points with a breakpoint. */
      readonly stopsAt?: readonly string[];
      /** It may be cancelled before the run ends. */
      readonly mayCancel?: true;
      /** Nobody waits for the answer. */
      readonly isOneWay?: true;
      /** What the call-backs are for in which it is made, outermost first. */
      readonly inside?: readonly string[];
      /** The task that makes it. */
      readonly task?: string;
    }
  /** Nobody waits for the answer of a call any more. */
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'invoked'; readonly invocation: number; readonly result: Settled<readonly Value[]> }
  | { readonly type: 'done'; readonly run: number; readonly outcome: ThreadOutcome; readonly image?: VmImage }
  | { readonly type: 'looked'; readonly look: number; readonly value: LookedValue | undefined }
  | { readonly type: 'debugged'; readonly ask: number; readonly result: Settled<unknown> }
  | { readonly type: 'debugEvent'; readonly event: DebugEvent }
  /** What the number of a place in the output's tags means. */
  | { readonly type: 'place'; readonly number: number; readonly place: WrittenPlace }
  | { readonly type: 'log'; readonly record: Omit<LogRecord, 'time'> };
