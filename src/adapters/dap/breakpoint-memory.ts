// The breakpoints that a client has set last, for a kernel that comes after this one. Any thread.

import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import { idsOf } from './breakpoint-ids.js';

interface Kept {
  readonly command: string;
  readonly args: JsonObject;
  readonly ids: readonly number[];
}

const DATA = 'setDataBreakpoints';

export class BreakpointMemory {
  readonly #kept = new Map<string, Kept>();

  keep(command: string, args: JsonObject, body: JsonValue | undefined): void {
    if (!isObject(body)) return;
    const source = isObject(args['source']) ? args['source'] : {};
    // Sources without a path are of the kernel that has loaded them.
    const path = typeof source['path'] === 'string' ? source['path'] : '';
    if (command === 'setBreakpoints' && path === '') return;
    this.#kept.set(`${command} ${path}`, { command, args, ids: idsOf(body) });
  }

  /** Variables go with their kernel. @returns the numbers of those that are gone */
  dropData(): readonly number[] {
    const dropped = [...this.#kept].filter(([, { command }]) => command === DATA);
    for (const [key] of dropped) this.#kept.delete(key);
    return dropped.flatMap(([, { ids }]) => ids);
  }

  all(): readonly Kept[] {
    return [...this.#kept.values()];
  }
}
