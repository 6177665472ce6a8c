// Counts the connections of a bound socket, from the events that the library reports. Control thread.

import type { Socket } from 'zeromq';

export class ConnectionCounter {
  #count = 0;
  /** Resolves when nothing is left of the socket. */
  readonly ended: Promise<void>;

  constructor(socket: Socket) {
    this.ended = this.#follow(socket);
  }

  /** Those that have not introduced themselves yet included: they get as long as the handshake may take. */
  get count(): number {
    return this.#count;
  }

  async #follow({ events }: Socket): Promise<void> {
    for await (const { type } of events) {
      if (type === 'accept') this.#count += 1;
      else if (type === 'disconnect') this.#count -= 1;
      else if (type === 'end') break;
    }
    events.close();
  }
}
