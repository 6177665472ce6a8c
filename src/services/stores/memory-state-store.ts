// State that lives as long as the process. Control thread.

import type { Value } from '../../base/values.js';
import { closedStore } from './closed-store.js';
import { decodeValue, encodeValue } from './encode-value.js';
import { isSameList, sortedKeys } from './key-lists.js';
import type {
  StateChange,
  StateCommit,
  StateListener,
  StateStore,
  StateSubscription,
  StateWrite,
  StoredValue,
} from './state-store.js';
import { subscribeTo } from './state-subscription.js';

interface Entry {
  readonly text: string;
  readonly version: number;
  readonly expiresAt: number | undefined;
}

type Scopes = Map<string, Map<string, Entry>>;

export class MemoryStateStore implements StateStore {
  private scopes: Scopes | undefined = new Map();
  private version = 0;
  private readonly listeners = new Set<StateListener>();

  async save(scope: string, key: string, value: Value, _signal?: AbortSignal, ttlMs?: number): Promise<void> {
    this.write([{ scope, key, value, ttlMs }]);
  }

  async load(scope: string, key: string): Promise<Value> {
    return this.readNow(scope, key)?.value;
  }

  async read(scope: string, key: string): Promise<StoredValue | undefined> {
    return this.readNow(scope, key);
  }

  async delete(scope: string, key: string): Promise<boolean> {
    const isThere = this.find(scope, key) !== undefined;
    this.write([{ scope, key, value: undefined }]);
    return isThere;
  }

  async update(scope: string, key: string, change: Parameters<StateStore['update']>[2]): Promise<void> {
    const changed = change(this.readNow(scope, key)?.value);
    if (changed !== undefined) this.write([{ scope, key, ...changed }]);
  }

  async commit({ reads, lists, writes }: StateCommit): Promise<boolean> {
    const isSame =
      reads.every(({ scope, key, version }) => (this.find(scope, key)?.version ?? 0) === version) &&
      lists.every(({ scope, keys }) => isSameList(this.keysOf(scope), keys));
    if (isSame) this.write(writes);
    return isSame;
  }

  async listKeys(scope: string): Promise<readonly string[]> {
    return this.keysOf(scope);
  }

  async listScopes(): Promise<readonly string[]> {
    return sortedKeys([...this.open().keys()].filter((scope) => this.keysOf(scope).length > 0));
  }

  async watch(listener: StateListener): Promise<() => void> {
    this.open();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  subscribe(scope: string, pattern: string): Promise<StateSubscription> {
    return subscribeTo(this, scope, pattern);
  }

  dispose(): void {
    this.scopes = undefined;
    this.listeners.clear();
  }

  private write(writes: readonly StateWrite[]): void {
    const scopes = this.open();
    const texts = writes.map(({ value }) => (isNothing(value) ? undefined : encodeValue(value)));
    const changes = writes.flatMap(({ scope, key, ttlMs }, index): StateChange[] => {
      const text = texts[index];
      const values = scopes.get(scope) ?? new Map<string, Entry>();
      if (text === undefined) {
        if (!values.delete(key)) return [];
        if (values.size === 0) scopes.delete(scope);
        return [{ scope, key, version: (this.version += 1) }];
      }
      const version = (this.version += 1);
      values.set(key, { text, version, expiresAt: ttlMs === undefined ? undefined : Date.now() + ttlMs });
      scopes.set(scope, values);
      return [{ scope, key, value: decodeValue(text), version }];
    });
    if (changes.length === 0) return;
    for (const listener of this.listeners) queueMicrotask(() => listener.changed(changes));
  }

  private readNow(scope: string, key: string): StoredValue | undefined {
    const entry = this.find(scope, key);
    if (entry === undefined) return undefined;
    const { text, version, expiresAt } = entry;
    return { value: decodeValue(text), version, ...(expiresAt !== undefined && { expiresAt }) };
  }

  private keysOf(scope: string): readonly string[] {
    const keys = [...(this.open().get(scope)?.keys() ?? [])];
    return sortedKeys(keys.filter((key) => this.find(scope, key) !== undefined));
  }

  /** What has expired goes when somebody looks for it. */
  private find(scope: string, key: string): Entry | undefined {
    const entry = this.open().get(scope)?.get(key);
    if (entry?.expiresAt === undefined || entry.expiresAt > Date.now()) return entry;
    this.write([{ scope, key, value: undefined }]);
    return undefined;
  }

  private open(): Scopes {
    if (this.scopes === undefined) throw closedStore();
    return this.scopes;
  }
}

function isNothing(value: Value): boolean {
  return value === undefined || value === null;
}
