// What the debugger asks of the engine thread. Types only. Engine thread.

import type { ConsoleLog } from '../../base/console-log.js';
import type { MimeBundle } from '../../base/values.js';
import type { CapturedFrame } from '../../diagnostics/captured.js';
import type { DebugEvent, WrittenPlace } from '../contract.js';

export interface DebuggerHost {
  post(event: DebugEvent): void;
  /** Says what the number of a place in the tags of output means (`PLACED` in src/base/shared-memory.ts). */
  tellPlace(number: number, place: WrittenPlace): void;
  /** Serves commands until it is over; false where the run is to end instead. */
  rest(L: number, isOver: () => boolean): boolean;
  /** What reports know of an activation, variables left out; undefined for one that is the engine's own. */
  describe(L: number, ci: number): CapturedFrame | undefined;
  /** Names of functions that are reached from globals, by address. */
  functionNames(): ReadonlyMap<number, string>;
  /** Absolute path of a chunk that is named after a file. */
  pathOf(chunkName: string): string | undefined;
  /** Texts that the engine may have compiled in place of a text, itself first. */
  variants(text: string | Uint8Array): Iterable<string | Uint8Array>;
  /** The host method that an activation waits for. */
  waitsFor(ci: number): string | undefined;
  /** What the script calls the task that has this state. */
  taskName(L: number): string | undefined;
  /** `L` and the states that resumed it, up to the run's own. */
  running(L: number): readonly number[];
  /** A value on the stack as cells show it, without code of the script. */
  showForms(E: number, index: number): MimeBundle;
  /** Makes running code look at commands as soon as it can. */
  knock(): void;
  /** Globals that are not the script's. */
  readonly builtIns: ReadonlySet<string>;
  /** What scripts have written with `Console`. */
  readonly consoleLog: ConsoleLog;
}
