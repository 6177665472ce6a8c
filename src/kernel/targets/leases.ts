// What clients have asked the kernel to keep for them, for as long as they come to fetch it. Control thread.

import { randomUUID } from 'node:crypto';

/** What nobody asks for so long has lost its client. */
const FORGOTTEN_MS = 120_000;

export class Leases<T> {
  private readonly kept = new Map<string, { readonly thing: T; timer: NodeJS.Timeout }>();

  /** @param end gives up what was kept */
  constructor(private readonly end: (thing: T) => void) {}

  /** @returns its id */
  add(thing: T): string {
    const id = randomUUID();
    this.kept.set(id, { thing, timer: this.timer(id, 0) });
    return id;
  }

  /** It stays for a while after this wait. Undefined for one that is not there. */
  use(id: string, waitMs: number): T | undefined {
    const lease = this.kept.get(id);
    if (lease === undefined) return undefined;
    clearTimeout(lease.timer);
    lease.timer = this.timer(id, waitMs);
    return lease.thing;
  }

  /** Whether it was there. */
  remove(id: string): boolean {
    const lease = this.kept.get(id);
    if (lease === undefined) return false;
    clearTimeout(lease.timer);
    this.kept.delete(id);
    this.end(lease.thing);
    return true;
  }

  private timer(id: string, waitMs: number): NodeJS.Timeout {
    return setTimeout(() => this.remove(id), FORGOTTEN_MS + waitMs).unref();
  }
}
