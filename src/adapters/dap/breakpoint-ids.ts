// Numbers of breakpoints as the client knows them: they outlive the kernel of a launched script, which is another after a restart. Any thread.

import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';

export class BreakpointIds {
  /** By number of the kernel. */
  readonly #ids = new Map<number, number>();
  #last = 0;

  /** A response or event with the client's numbers. @param known those of the same breakpoints before, by position */
  convert(body: JsonObject, known: readonly number[] = []): JsonObject {
    const { breakpoints, breakpoint, hitBreakpointIds } = body;
    return {
      ...body,
      ...(Array.isArray(breakpoints) && {
        breakpoints: (breakpoints as JsonValue[]).map((each, index) => this.#converted(each, known[index])),
      }),
      ...(isObject(breakpoint) && { breakpoint: this.#converted(breakpoint) }),
      ...(Array.isArray(hitBreakpointIds) && {
        hitBreakpointIds: (hitBreakpointIds as number[]).map((id) => this.#idOf(id)),
      }),
    };
  }

  /** Another kernel numbers them anew. */
  forget(): void {
    this.#ids.clear();
  }

  #converted(breakpoint: JsonValue, known?: number): JsonValue {
    if (!isObject(breakpoint) || typeof breakpoint['id'] !== 'number') return breakpoint;
    return { ...breakpoint, id: this.#idOf(breakpoint['id'], known) };
  }

  #idOf(id: number, known = this.#ids.get(id) ?? ++this.#last): number {
    this.#ids.set(id, known);
    return known;
  }
}

/** Of a response, in order. */
export function idsOf({ breakpoints }: JsonObject): number[] {
  if (!Array.isArray(breakpoints)) return [];
  return (breakpoints as JsonObject[]).map(({ id }) => id as number);
}
