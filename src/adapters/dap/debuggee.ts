// What the adapter debugs, as whoever puts it together opens it: a script in a kernel of its own, or a kernel that runs. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { Output } from '../../client/output.js';
import type { AttachArguments, LaunchArguments } from './arguments.js';

export interface Debuggee extends Disposable {
  readonly client: KernelClient;
  /** Named session of the kernel. */
  readonly session: string | undefined;
  /** What people call it: the script, or the kernel. */
  readonly name: string;
  /** The kernel ends with the adapter. */
  readonly isLocal: boolean;
}

export interface RunEnd {
  readonly exitCode: number;
  /** What the command would write to standard error: the report of a failure. */
  readonly text: string;
}

export interface LaunchedRun {
  /** @throws SpellError `KERNEL_*` when the kernel has gone */
  readonly ended: Promise<RunEnd>;
  /** Ends the run; it has ended when `ended` settles. */
  end(): void;
}

export interface RunHandlers {
  /** A returned promise holds back what follows. */
  readonly onOutput: (output: Output) => void | Promise<void>;
  /** The next line of standard input without its end; `null` when there is none. */
  readonly onInput: (signal: AbortSignal) => Promise<string | null>;
}

export interface Launched extends Debuggee {
  /** Runs the script from its beginning, as its file is now. @throws SpellError `SCRIPT_FILE` */
  run(handlers: RunHandlers): Promise<LaunchedRun>;
}

export interface Debuggees {
  /** @throws SpellError `SCRIPT_FILE`, `CONFIG_*`, `PERMISSION_*`, `KERNEL_*` */
  launch(args: LaunchArguments): Promise<Launched>;
  /** @throws SpellError `KERNEL_*`, `CONNECTION_FILE` */
  attach(args: AttachArguments): Promise<Debuggee>;
}
