// Opens the stores of sessions at the first call, so that whoever keeps none loads no database. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { closedStore } from './closed-store.js';
import type { SessionStores } from './session-store.js';

export class LazySessionStores implements Disposable {
  private opening: Promise<SessionStores> | undefined;
  private isDisposed = false;

  /** @param openStores called once, and again after it failed */
  constructor(private readonly openStores: () => Promise<SessionStores>) {}

  /** @throws SpellError `STATE_*` */
  open(): Promise<SessionStores> {
    if (this.isDisposed) return Promise.reject(closedStore());
    this.opening ??= this.openStores().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const stores = await this.opening?.catch(() => undefined);
    await stores?.dispose();
  }
}
