// Reads that stay as they were first seen and writes that are gathered, until both are committed at once. Control thread.

import { isDeepStrictEqual } from 'node:util';
import type { Value } from '../../base/values.js';
import { decodeValue, encodeValue } from '../stores/encode-value.js';
import { sortedKeys } from '../stores/key-lists.js';
import type { StateStore, StateWrite, StoredValue } from '../stores/state-store.js';
import type { StateView } from './state-view.js';

export class StateTransaction implements StateView {
  private readonly reads = new Map<
    string,
    { readonly scope: string; readonly key: string; readonly version: number }
  >();
  private readonly values = new Map<string, Value>();
  private readonly lists = new Map<string, readonly string[]>();
  private readonly writes = new Map<string, StateWrite>();

  constructor(private readonly store: StateStore) {}

  async load(scope: string, key: string, signal?: AbortSignal): Promise<Value> {
    const place = placeOf(scope, key);
    const written = this.writes.get(place);
    if (written !== undefined) return written.value;
    if (!this.reads.has(place)) this.keep(place, scope, key, await this.store.read(scope, key, signal));
    return this.values.get(place);
  }

  async save(scope: string, key: string, value: Value, _signal?: AbortSignal, ttlMs?: number): Promise<void> {
    // A copy; and what cannot be kept is refused where it is saved.
    const copy = value === undefined || value === null ? undefined : decodeValue(encodeValue(value));
    this.writes.set(placeOf(scope, key), { scope, key, value: copy, ttlMs });
  }

  async delete(scope: string, key: string, signal?: AbortSignal): Promise<boolean> {
    const isThere = (await this.load(scope, key, signal)) !== undefined;
    this.writes.set(placeOf(scope, key), { scope, key, value: undefined });
    return isThere;
  }

  async update(
    scope: string,
    key: string,
    change: Parameters<StateStore['update']>[2],
    signal?: AbortSignal,
  ): Promise<void> {
    const changed = change(await this.load(scope, key, signal));
    if (changed !== undefined) await this.save(scope, key, changed.value, signal, changed.ttlMs);
  }

  async listKeys(scope: string, signal?: AbortSignal): Promise<readonly string[]> {
    const stored = this.lists.get(scope) ?? (await this.store.listKeys(scope, signal));
    this.lists.set(scope, stored);
    const keys = new Set(stored);
    for (const write of this.writes.values()) {
      if (write.scope !== scope) continue;
      if (write.value === undefined) keys.delete(write.key);
      else keys.add(write.key);
    }
    return sortedKeys(keys);
  }

  /** What a commit would write. */
  get written(): readonly StateWrite[] {
    return [...this.writes.values()];
  }

  /** How much was written; undefined, and nothing, where something that was read is another now. */
  async commit(signal?: AbortSignal): Promise<number | undefined> {
    const lists = [...this.lists].map(([scope, keys]) => ({ scope, keys }));
    const writes = [...this.writes.values()];
    const isDone = await this.store.commit({ reads: [...this.reads.values()], lists, writes }, signal);
    return isDone ? writes.length : undefined;
  }

  private keep(place: string, scope: string, key: string, stored: StoredValue | undefined): void {
    this.reads.set(place, { scope, key, version: stored?.version ?? 0 });
    this.values.set(place, stored?.value);
  }
}

function placeOf(scope: string, key: string): string {
  return JSON.stringify([scope, key]);
}

/** Whether a value is the one that is expected, table for table; nil is nothing. */
export function isSameValue(a: Value, b: Value): boolean {
  return isDeepStrictEqual(a ?? undefined, b ?? undefined);
}
