// Who talks to the kernel: clients by `header.session`, and which session each of them uses. Control thread.

import { SpellError } from '../base/errors.js';
import type { Header } from '../protocol/header.js';
import type { ClientStatus } from './contract.js';

export const MAIN_SESSION = 'main';

export interface Client {
  /** `header.session` of its messages. */
  readonly id: string;
  readonly username: string;
  /** Name of the session that its requests are for, unless they say another. */
  session: string;
  lastSeen: Date;
  /** Where its last message came from. */
  identity: Uint8Array;
  /** Its connection has ended. It may come back, and finds its session again. */
  isGone: boolean;
}

/** One that has asked for nothing for so long makes room where there are more connections than clients may be: not all of them need be clients. */
const SEEN_LATELY_MS = 5 * 60_000;

export class Clients {
  /** The longest unseen first. */
  readonly #clients = new Map<string, Client>();

  /** @param connections how many are connected now */
  constructor(
    private readonly maxClients: number,
    private readonly connections: () => number,
    private readonly now = () => Date.now(),
  ) {}

  /** One that only asks on control takes no place: a kernel that is full can still be looked at, interrupted and stopped. */
  visit({ session: id, username }: Header, identity: Uint8Array): Client {
    const known = this.#clients.get(id);
    return known ?? { id, username, session: MAIN_SESSION, lastSeen: this.#time(), identity, isGone: false };
  }

  /** @throws SpellError `KERNEL_CLIENTS` for a new client where there are enough */
  admit(header: Header, identity: Uint8Array): Client {
    const { session: id } = header;
    if (!this.#clients.has(id)) this.#makeRoom();
    const client = this.visit(header, identity);
    Object.assign(client, { lastSeen: this.#time(), identity, isGone: false });
    this.#clients.delete(id);
    this.#clients.set(id, client);
    return client;
  }

  /** The connection of one, or of several behind it, has ended. */
  gone(identity: Uint8Array): void {
    for (const client of this.#clients.values()) {
      if (Buffer.compare(client.identity, identity) === 0) client.isGone = true;
    }
  }

  /** Those who used a session that is no more are back in the main one. */
  leaveSession(name: string): void {
    for (const client of this.#clients.values()) if (client.session === name) client.session = MAIN_SESSION;
  }

  list(): readonly ClientStatus[] {
    return [...this.#clients.values()]
      .filter(({ isGone }) => !isGone)
      .map(({ id, username, session, lastSeen }) => ({ id, username, session, lastSeenAt: lastSeen.toISOString() }));
  }

  #time(): Date {
    return new Date(this.now());
  }

  #makeRoom(): void {
    if (this.#clients.size < this.maxClients) return;
    const connected = this.connections();
    const byLastSeen = [...this.#clients.values()];
    // One that has chosen a session would lose it, should it be there still.
    const leastMissed =
      byLastSeen.find(({ isGone }) => isGone) ??
      byLastSeen.find(({ session }) => session === MAIN_SESSION) ??
      byLastSeen[0];
    // Fewer connections than clients: some have gone, and not every client that goes is noticed.
    const isMissed =
      leastMissed === undefined ||
      (!leastMissed.isGone && this.now() - leastMissed.lastSeen.getTime() < SEEN_LATELY_MS);
    if (leastMissed !== undefined && (connected <= this.maxClients || !isMissed)) {
      this.#clients.delete(leastMissed.id);
      return;
    }
    throw new SpellError('KERNEL_CLIENTS', `The kernel has ${this.maxClients} clients and takes no more`, {
      help: 'end another client, or start the kernel with a larger --max-clients',
      details: { maxClients: this.maxClients },
    });
  }
}
