// What the DAP server needs from whoever composes it: kernels, and scripts in them. Types only. Any thread.

import type { Disposable } from '../../base/disposable.js';
import type { ExecuteOptions } from '../../client/execute-options.js';
import type { ExecutionResult } from '../../client/execution.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { AttachArguments, LaunchArguments } from './launch-arguments.js';

export interface DebuggeeLink extends Disposable {
  readonly client: KernelClient;
  /** The kernel ends with this link. */
  readonly isLocal: boolean;
}

export interface LaunchedProgram extends DebuggeeLink {
  readonly code: string;
  readonly options: ExecuteOptions;
  /** How it went, in the manner of the command. @param wasTerminated by the client */
  ending(result: ExecutionResult, wasTerminated: boolean): Promise<ProgramEnding>;
}

export interface ProgramEnding {
  readonly exitCode: number;
  /** For people; empty where there is nothing to say. */
  readonly report: string;
}

export interface DebuggeeSource {
  /**
   * @param toKernelPath the path of a file as the kernel has it
   * @throws SpellError that says what is wrong with the program, its options or the kernel
   */
  launch(args: LaunchArguments, toKernelPath: (path: string) => string): Promise<LaunchedProgram>;
  /** @throws SpellError `KERNEL_*`, `CONNECTION_FILE` */
  attach(args: AttachArguments): Promise<DebuggeeLink>;
}
