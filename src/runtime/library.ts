// What every file of this folder offers the engine thread: host functions known by name, and the global they are put into. Engine thread.

import type { ConsoleLevel } from '../base/console-log.js';
import type { Value } from '../base/values.js';
import type { PermissionGrant } from '../permissions/grant.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';

/** How much of a value is written. */
export interface TreeLimits {
  /** Tables in tables are opened so deep. */
  readonly depth?: number;
  /** Entries of one table. */
  readonly items?: number;
  /** Bytes of one string. */
  readonly length?: number;
  /** Spaces for each level; 0 writes one line. */
  readonly indent?: number;
  /** Metatables are shown too. */
  readonly metatables?: boolean;
  /** `__tostring` may be called. */
  readonly callsScript?: boolean;
}

/** Where the script and whoever looks at it meet. */
export interface ScriptWatch {
  /** Somebody has attached to the debugger. */
  readonly isAttached: boolean;
  /** Pauses the script, whose host function runs on `L`; false where nobody is attached. Throws when the run is to end. */
  pause(L: number): boolean;
  /** A hook point fires while the host function runs on `L`: pauses where a breakpoint waits for it. Throws as {@link pause} does. */
  fired(L: number, point: string): void;
  /** Tells whoever is attached, with the place of the Lua function that calls. */
  tell(L: number, text: string): void;
  /** Keeps a line of the console, and gives the place that says it. */
  keep(L: number, level: ConsoleLevel, text: string): string | undefined;
  /** Forgets what was kept. */
  forget(): void;
}

/** Which end of tasks a wait is for: all of them or the first failure, the first of them, the first success or all failures. */
export type WaitMode = 'all' | 'first' | 'success';

/** How a wait has ended: as it was meant to, at its time limit, or because nothing can end it. */
export type WaitEnd = 'over' | 'timeout' | 'deadlock';

/** The tasks of the run under way. */
export interface ScriptTasks {
  /**
   * Makes a task of what lies on top of `L`, and pops it: the table of the task, a function, and `args` arguments of it. It begins when the
   * script waits. When the task has ended, the table gets the fields `status` (`done`, `failed`, `cancelled`), `ended` (a number that rises from one end to
   * the next), results as 1 to `n`, `error` and `traceback`. Gives its number.
   */
  spawn(L: number, name: string, args: number): number;
  /**
   * Waits for tasks that have not ended, and goes on with the host function `then` on the same stack, where {@link ended} tells how the wait has
   * ended. The caller returns what this gives.
   */
  wait(L: number, ids: readonly number[], mode: WaitMode, limitMs: number | undefined, then: string): number;
  ended(L: number): WaitEnd;
  /** Ends a task with those that it has started; `<close>` variables are closed. One that runs ends when it waits. False where it has ended. */
  cancel(L: number, id: number): boolean;
  /** Of one that has not ended; undefined for any other. */
  status(id: number): 'ready' | 'running' | 'waiting' | undefined;
  /** Somebody has seen how a task has ended. */
  seen(id: number): void;
  /** The task that runs. */
  readonly current: { readonly id: number; readonly name: string } | undefined;
}

/** What a library may ask of the engine. */
export interface RuntimeHost {
  /** Calls a host method on the control thread and waits; call-backs into Lua run on `L` meanwhile. Throws what the method throws. */
  call(L: number, method: string, args: readonly Value[]): Value;
  /** Calls it and goes on: nobody gets the answer, and a failure is only logged. Calls arrive in their order. */
  send(L: number, method: string, args: readonly Value[]): void;
  /** Calls it and goes on. @returns what {@link finish} wants to know, within this run */
  begin(L: number, method: string, args: readonly Value[]): number;
  /** Waits for the answer of a call that was begun. Throws what the method throws. */
  finish(L: number, method: string, call: number): Value;
  /** The same as {@link call} with the Lua arguments `first` to the top as plain data; functions are references for the time of the call. */
  callWithStack(L: number, method: string, first: number): Value;
  /**
   * Calls a host method that may take long, with `lead` and then the Lua arguments `first` to the top, and goes on with the host function `then`
   * on the same stack, where {@link answer} gives the answer. In a task others run meanwhile. The caller returns what this gives.
   */
  callThen(L: number, method: string, lead: readonly Value[], first: number, then?: string): number;
  /** What the method of {@link callThen} gave. Throws what it threw. */
  answer(L: number): Value;
  readonly tasks: ScriptTasks;
  /**
   * Calls what lies below `args` arguments as {@link LuaVm.call} does, and ends it after `limitMs`: false, and no results. Throws
   * as `call` does, and an `Interruption` where the run is to end.
   */
  callLimited(L: number, args: number, results: number, limitMs: number): boolean;
  /** Up to `maxBytes` of standard input, waiting for some; `null` at the end. */
  readInput(maxBytes: number): Uint8Array | null;
  /** Ends the run as `os.exit` does; nothing in the script can catch it. */
  exit(code: number): never;
  /** The value at `index` of `L`, which is absolute, as text for people. */
  writeTree(L: number, index: number, limits: TreeLimits): string;
  readonly watch: ScriptWatch;
  readonly permissions: PermissionGrant;
  /** Directory that relative paths of the run under way start from. */
  readonly workingDirectory: string;
  /** Folders that `require` searches after the script's own. */
  readonly modulePath: readonly string[];
  /** Of the run under way; another object for each. */
  readonly run: {
    readonly scriptName: string | undefined;
    readonly scriptDirectory: string;
    readonly args: readonly string[];
  };
  /** The run under way, as logs and reports call it. */
  readonly runId: string;
}

export interface RuntimeLibrary {
  /** Host functions by full name (`io.open`), which is also what tracebacks show. */
  functions(host: RuntimeHost): Readonly<Record<string, HostFunction>>;
  /** Once, when the VM is new: sets globals. Must leave the stack as it was. */
  install(vm: LuaVm, host: RuntimeHost): void;
  /** Before every run of code: what differs from one to the next, such as `arg`. Calls of {@link functions} find what is there. */
  prepare?(vm: LuaVm, host: RuntimeHost): void;
  /** After every run, however it ended, and before its end is reported: nothing may stay in a buffer. */
  finish?(host: RuntimeHost): void;
  /** After an image has been restored: what cannot be in an image, such as open files, is given up. */
  restored?(host: RuntimeHost): void;
}
