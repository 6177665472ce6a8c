// Watches whether the kernel is alive, while somebody waits for it. Any thread.

import type { Disposable } from '../base/disposable.js';

export interface HeartbeatOptions {
  readonly ping: (timeoutMs: number) => Promise<boolean>;
  /** Time between two looks, and the longest that one may take. */
  readonly intervalMs: number;
  /** A kernel that has been silent for so long is gone. */
  readonly silenceMs: number;
  /** Asked when there was no answer: whether it is certain that there will be none. */
  readonly isGone: () => Promise<boolean>;
  /** After every look that was answered; `wasSilent` when the one before was not. */
  readonly onAlive: (wasSilent: boolean) => void;
  readonly onGone: () => void;
}

/** Looks at the kernel, one after the other, until it is dropped. */
interface Watch {
  timer: NodeJS.Timeout;
  silentSince?: number | undefined;
}

export class Heartbeat implements Disposable {
  #watch: Watch | undefined;

  constructor(private readonly options: HeartbeatOptions) {}

  /** Looks from now on, or no longer. */
  want(isWanted: boolean): void {
    if (!isWanted) this.dispose();
    else if (this.#watch === undefined) {
      const watch: Watch = { timer: this.#later(() => watch) };
      this.#watch = watch;
    }
  }

  dispose(): void {
    clearTimeout(this.#watch?.timer);
    this.#watch = undefined;
  }

  #later(watch: () => Watch): NodeJS.Timeout {
    return setTimeout(() => void this.#look(watch()), this.options.intervalMs);
  }

  async #look(watch: Watch): Promise<void> {
    const { ping, intervalMs } = this.options;
    const before = performance.now();
    const isAlive = await ping(intervalMs).catch(() => false);
    const isGone = !isAlive && (await this.options.isGone());
    if (this.#watch !== watch) return;
    watch.timer = this.#later(() => watch);
    if (isGone) this.options.onGone();
    else this.#tell(watch, isAlive, before);
  }

  #tell(watch: Watch, isAlive: boolean, before: number): void {
    const { silenceMs, onAlive, onGone } = this.options;
    if (isAlive) {
      const wasSilent = watch.silentSince !== undefined;
      watch.silentSince = undefined;
      onAlive(wasSilent);
      return;
    }
    watch.silentSince ??= before;
    if (performance.now() - watch.silentSince >= silenceMs) onGone();
  }
}
