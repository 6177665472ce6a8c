// State that lives as long as the process. Control thread.

import type { Value } from '../../base/values.js';
import { closedStore } from './closed-store.js';
import { decodeValue, encodeValue } from './encode-value.js';
import type { StateStore } from './state-store.js';

export class MemoryStateStore implements StateStore {
  private scopes: Map<string, Map<string, string>> | undefined = new Map();

  async save(scope: string, key: string, value: Value): Promise<void> {
    if (value === undefined || value === null) {
      await this.delete(scope, key);
      return;
    }
    const text = encodeValue(value);
    const scopes = this.open();
    const values = scopes.get(scope) ?? new Map<string, string>();
    values.set(key, text);
    scopes.set(scope, values);
  }

  async load(scope: string, key: string): Promise<Value> {
    const text = this.open().get(scope)?.get(key);
    return text === undefined ? undefined : decodeValue(text);
  }

  async delete(scope: string, key: string): Promise<boolean> {
    return this.open().get(scope)?.delete(key) ?? false;
  }

  async listKeys(scope: string): Promise<readonly string[]> {
    return sorted(this.open().get(scope)?.keys() ?? []);
  }

  async listScopes(): Promise<readonly string[]> {
    const used = [...this.open()].filter(([, values]) => values.size > 0);
    return sorted(used.map(([scope]) => scope));
  }

  dispose(): void {
    this.scopes = undefined;
  }

  private open(): Map<string, Map<string, string>> {
    if (this.scopes === undefined) throw closedStore();
    return this.scopes;
  }
}

function sorted(texts: Iterable<string>): readonly string[] {
  return [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
