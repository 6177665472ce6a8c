// One thing that a run does beside others: the script itself, a task, a call-back for a task that waits. Engine thread.

import type { Value } from '../../../base/values.js';
import type { Settled } from '../../messages.js';
import type { Invoke } from '../mailbox.js';
import type { WaitEnd } from '../../../runtime/library.js';
import type { TaskGroup } from './task-group.js';

export type TaskStatus = 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';

export class Activity {
  status: TaskStatus = 'ready';
  /** Values on its stack that it is resumed with. */
  args = 0;
  /** The host call that it waits for, and the answer when that has come. */
  call: number | undefined;
  method: string | undefined;
  answer: Settled<Value> | undefined;
  /** What it waits for instead: other tasks. */
  group: TaskGroup | undefined;
  /** How that has ended. */
  waitEnd: WaitEnd | undefined;
  /** Functions given to the host, held until its next call. */
  refs: number[] = [];
  /** What to say where nobody looks at its failure. */
  failure: string | undefined;
  /** It is to be cancelled when it comes back. */
  isDoomed = false;
  /** Those that wait for it. */
  readonly groups = new Set<TaskGroup>();
  /** Tasks that it has started, and call-backs of its call. */
  readonly children = new Set<Activity>();

  constructor(
    readonly kind: 'main' | 'task' | 'call-back',
    /** Unique in its run; 0 is the script. */
    readonly id: number,
    readonly name: string,
    readonly state: number,
    /** Registry reference that keeps the state. */
    readonly ref: number | undefined,
    readonly parent: Activity | undefined,
    /** What the call-backs are for in which it began. */
    readonly inside: readonly string[],
    /** The table of a task; the invocation of a call-back, and what is called after it. */
    readonly more: { readonly table?: number; readonly invocation?: number; readonly next?: Invoke } = {},
  ) {}

  get hasEnded(): boolean {
    return this.status === 'done' || this.status === 'failed' || this.status === 'cancelled';
  }
}
