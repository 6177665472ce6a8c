// What the agents of a session share, by scope and key; it ends with the session. Control thread.

import type { Value } from '../../base/values.js';
import { decodeValue, encodeValue } from '../stores/encode-value.js';
import { parseScope } from './memory-scope.js';

export class SharedMemory {
  /** Encoded values, by scope. */
  private readonly scopes = new Map<string, Map<string, string>>();

  /** nil takes the value away. @throws SpellError `AGENT_CONTEXT`, and `STATE_VALUE` for functions */
  set(scope: Value, key: string, value: Value): void {
    const name = parseScope(scope);
    const values = this.scopes.get(name) ?? new Map<string, string>();
    this.scopes.set(name, values);
    if (value === undefined || value === null) values.delete(key);
    else values.set(key, encodeValue(value));
  }

  /** A copy, or undefined. */
  get(scope: Value, key: string): Value {
    const text = this.scopes.get(parseScope(scope))?.get(key);
    return text === undefined ? undefined : decodeValue(text);
  }

  clear(): void {
    this.scopes.clear();
  }
}
