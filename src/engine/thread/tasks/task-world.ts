// What tasks ask of the engine thread. Types only. Engine thread.

import type { LuaVm } from '../../../vm/vm.js';
import type { DebugLink } from '../debug-link.js';
import type { HostLink } from '../host-link.js';
import type { Mailbox } from '../mailbox.js';
import type { RunFailures } from '../run-failures.js';
import type { Activity } from './activity.js';
import type { CompletionOrder } from './completion-order.js';

export interface TaskWorld {
  readonly vm: () => LuaVm;
  readonly mailbox: () => Mailbox;
  readonly link: () => HostLink;
  readonly debug: () => DebugLink;
  readonly failures: () => RunFailures;
  readonly order: CompletionOrder;
  /** Throws when what waits on `L` is to wait no longer; gives the milliseconds after which it wants to be asked again. */
  check(L: number): number;
  /** The run has been told to end. */
  isEnding(): boolean;
  /** The debugger evaluates something: nothing else may run. */
  isEvaluating(): boolean;
  /** A `<close>` variable of a cancelled task has failed; the error is on top of its stack. */
  closeFailed(activity: Activity): void;
  withReserve<T>(use: () => T): T;
}
