// In which order answers and call-backs reach the tasks of a run. Everything else about tasks follows from it: while one can go on, nothing
// else is taken. Engine thread.

import type { Invoke, Reply } from '../mailbox.js';

/** What has come for a task that waits. */
export type Arrival = Reply | Invoke;

/** A recorder notes what {@link next} gives; a replay gives the same again. */
export interface CompletionOrder {
  /** One of those that have come, in the order in which they did; undefined to wait for another. */
  next(arrived: Iterable<Arrival>): Arrival | undefined;
}

export const FIRST_COME: CompletionOrder = {
  next: (arrived) => arrived[Symbol.iterator]().next().value as Arrival | undefined,
};
