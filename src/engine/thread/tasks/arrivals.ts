// Who waits for which host call without staying in it, and what has come for them. Engine thread.

import type { CallRequest, Invoke, Mailbox, Reply } from '../mailbox.js';
import { Activity } from './activity.js';
import type { Arrival, CompletionOrder } from './completion-order.js';
import type { TaskGroup } from './task-group.js';

/** A group waits for its time limit. */
export type Waiter = Activity | TaskGroup;

export class Arrivals {
  private readonly waiters = new Map<number, Waiter>();
  private readonly arrived = new Set<Arrival>();

  constructor(
    private readonly mailbox: () => Mailbox,
    private readonly order: CompletionOrder,
  ) {}

  /** Posts a host call. */
  begin(request: CallRequest, waiter: Waiter): number {
    const call = this.mailbox().begin(request);
    this.waiters.set(call, waiter);
    return call;
  }

  waiterOf(call: number): Waiter | undefined {
    return this.waiters.get(call);
  }

  /** Activities that wait for a host call. */
  get waiting(): Activity[] {
    return [...this.waiters.values()].filter((waiter) => waiter instanceof Activity);
  }

  /** Keeps a call-back for somebody who waits here; false where nobody does. */
  keep(message: Invoke): boolean {
    if (!this.waiters.has(message.call)) return false;
    this.arrived.add(message);
    return true;
  }

  /** Nobody waits for the call any more. */
  cancel(call: number): void {
    this.waiters.delete(call);
    this.mailbox().cancel(call);
  }

  /** The answer is taken: who waited for it? */
  take({ call }: Reply): Waiter | undefined {
    const waiter = this.waiters.get(call);
    this.waiters.delete(call);
    return waiter;
  }

  /**
   * The next thing that comes, waiting for it; undefined where nobody waits for anything.
   *
   * @param invoke runs a call-back of a call that is waited for below
   */
  next(check: () => number, invoke: (message: Invoke) => void): Arrival | undefined {
    const mailbox = this.mailbox();
    while (this.waiters.size > 0) {
      for (const reply of mailbox.takeReplies((call) => this.waiters.has(call))) this.arrived.add(reply);
      for (let come = mailbox.poll(); come !== undefined; come = mailbox.poll()) this.sort(come, invoke);
      const arrival = this.order.next(this.arrived);
      if (arrival === undefined) {
        this.sort(mailbox.await(check), invoke);
        continue;
      }
      this.arrived.delete(arrival);
      if (this.waiters.has(arrival.call)) return arrival;
    }
    return undefined;
  }

  private sort(message: Arrival, invoke: (message: Invoke) => void): void {
    if (this.waiters.has(message.call)) this.arrived.add(message);
    else if (message.type === 'reply') this.mailbox().hold(message);
    else invoke(message);
  }

  clear(): void {
    for (const call of this.waiters.keys()) this.mailbox().cancel(call);
    this.waiters.clear();
    this.arrived.clear();
  }
}
