// The engine as the control thread sees it: what a run is given, what comes out, how it is stopped. Types only.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { HostMethods, Value } from '../base/values.js';
import type { CapturedFailure } from '../diagnostics/captured.js';
import type { PermissionGrant } from '../permissions/grant.js';

export type OutputStream = 'stdout' | 'stderr';

/** One piece of output, bytes as the script wrote them, with the run that made it. */
export interface OutputChunk {
  readonly runId: string;
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
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
  /** Takes output in order; a returned promise holds the script back until it settles. */
  readonly onOutput?: (chunk: OutputChunk) => void | Promise<void>;
  /** Asked for bytes when the script reads standard input; `null` is end of file. */
  readonly readInput?: (maxBytes: number, signal: AbortSignal) => Promise<Uint8Array | null>;
}

export interface RunRequest {
  readonly code: string | Uint8Array;
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
  | { readonly status: 'ok'; readonly results: readonly Value[] }
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
  run(request: RunRequest): Run;
  /** Resolves when all that scripts have written so far has been taken by `onOutput`. */
  outputTaken(): Promise<void>;
  /** Resolves once the engine thread is up (a failure to start rejects). */
  readonly ready: Promise<void>;
}
