// Opens a state store at the first call, so that scripts that keep no state load no database. Control thread.

import type { Value } from '../../base/values.js';
import { closedStore } from './closed-store.js';
import type { StateCommit, StateListener, StateStore, StateSubscription, StoredValue } from './state-store.js';

export class LazyStateStore implements StateStore {
  private opening: Promise<StateStore> | undefined;
  private isDisposed = false;

  /** @param openStore called once, and again after it failed */
  constructor(private readonly openStore: () => Promise<StateStore>) {}

  async save(scope: string, key: string, value: Value, signal?: AbortSignal, ttlMs?: number): Promise<void> {
    await (await this.open()).save(scope, key, value, signal, ttlMs);
  }

  async read(scope: string, key: string, signal?: AbortSignal): Promise<StoredValue | undefined> {
    return (await this.open()).read(scope, key, signal);
  }

  async update(...args: Parameters<StateStore['update']>): Promise<void> {
    await (await this.open()).update(...args);
  }

  async commit(commit: StateCommit, signal?: AbortSignal): Promise<boolean> {
    return (await this.open()).commit(commit, signal);
  }

  async subscribe(scope: string, pattern: string): Promise<StateSubscription> {
    return (await this.open()).subscribe(scope, pattern);
  }

  async watch(listener: StateListener): Promise<() => void> {
    return (await this.open()).watch(listener);
  }

  async load(scope: string, key: string, signal?: AbortSignal): Promise<Value> {
    return (await this.open()).load(scope, key, signal);
  }

  async delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.open()).delete(scope, key, signal);
  }

  async listScopes(signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.open()).listScopes(signal);
  }

  async listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.open()).listKeys(scope, signal);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const store = await this.opening?.catch(() => undefined);
    await store?.dispose();
  }

  private open(): Promise<StateStore> {
    if (this.isDisposed) return Promise.reject(closedStore());
    this.opening ??= this.openStore().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }
}
