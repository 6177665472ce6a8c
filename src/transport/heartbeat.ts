// Asks a kernel's heartbeat over ZeroMQ whether it is alive. Control thread.

import type { Dealer } from 'zeromq';
import type { Disposable } from '../base/disposable.js';
import { SocketReader } from './socket-reader.js';

/**
 * A beat as a REQ socket would send it: a delimiter and a body. A DEALER may send the next one although the last has not
 * come back.
 */
const BEAT = [new Uint8Array(0), Buffer.from('ping')];

/** Beats that wait for a kernel that is away; their echoes will do for those that come after. */
export const MAX_BEATS = 2;

export class Heartbeat implements Disposable {
  readonly #waiting = new Set<(alive: boolean) => void>();

  /** @param socket with `sendTimeout` 0; belongs to this from now on */
  constructor(private readonly socket: Dealer) {
    void this.#listen();
  }

  /** Whether an echo comes back within the time. */
  ping(timeoutMs: number): Promise<boolean> {
    if (this.socket.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (alive: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(alive);
      };
      const timer = setTimeout(settle, timeoutMs, false);
      this.#waiting.add(settle);
      this.socket.send(BEAT).catch(() => {
        // Earlier beats are still waiting for the kernel: one of their echoes answers this ping.
      });
    });
  }

  dispose(): void {
    this.socket.close();
    this.#settle(false);
  }

  async #listen(): Promise<void> {
    const echoes = new SocketReader(this.socket).read();
    while ((await echoes.next()).done !== true) this.#settle(true);
  }

  #settle(alive: boolean): void {
    for (const settle of [...this.#waiting]) settle(alive);
  }
}
