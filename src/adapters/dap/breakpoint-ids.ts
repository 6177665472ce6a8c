// Numbers of breakpoints as the client knows them, and the requests that set them: a kernel that is started later, or anew, gets the same
// breakpoints under the same numbers. Any thread.

import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';

/** Requests that say all breakpoints of a kind, or of a source. */
const SETTING = ['setBreakpoints', 'setFunctionBreakpoints', 'setExceptionBreakpoints', 'setDataBreakpoints'] as const;

interface Setting {
  readonly command: string;
  readonly args: JsonObject;
  /** Client's numbers, in the order of the request. */
  ids: readonly number[];
}

export class BreakpointIds {
  readonly #settings = new Map<string, Setting>();
  #clientIds = new Map<number, number>();
  #count = 0;

  static isSetting(command: string): boolean {
    return (SETTING as readonly string[]).includes(command);
  }

  /** While there is no kernel: what the client is told. */
  pending(command: string, args: JsonObject): JsonObject {
    const asked = listOf(args, command);
    const ids = asked.map(() => ++this.#count);
    this.#settings.set(keyOf(command, args), { command, args, ids });
    const breakpoints = asked.map((each, i) => ({
      id: ids[i]!,
      verified: false,
      ...(isObject(each) && typeof each['line'] === 'number' && { line: each['line'] }),
    }));
    return { breakpoints };
  }

  /** The kernel's response, with the client's numbers. */
  answered(command: string, args: JsonObject, body: JsonObject): JsonObject {
    const breakpoints = (Array.isArray(body['breakpoints']) ? body['breakpoints'] : []) as readonly JsonValue[];
    const translated = breakpoints.map((each) => this.#translate(each));
    const ids = translated.map((each) => (isObject(each) ? Number(each['id']) : 0));
    this.#settings.set(keyOf(command, args), { command, args, ids });
    return { ...body, breakpoints: translated };
  }

  /** Of an event. */
  told(event: string, body: JsonObject): JsonObject {
    const { breakpoint, hitBreakpointIds } = body;
    if (event === 'breakpoint') return { ...body, breakpoint: this.#translate(breakpoint) };
    if (!Array.isArray(hitBreakpointIds)) return body;
    return { ...body, hitBreakpointIds: hitBreakpointIds.map((id: JsonValue) => this.#clientId(Number(id))) };
  }

  /** Sets everything again in a kernel that knows of nothing. Data is gone: those breakpoints are not set again. */
  async replay(ask: (command: string, args: JsonObject) => Promise<JsonObject>): Promise<void> {
    this.#clientIds = new Map();
    for (const setting of [...this.#settings.values()]) {
      if (setting.command === 'setDataBreakpoints') continue;
      const body = await ask(setting.command, setting.args);
      const breakpoints = (Array.isArray(body['breakpoints']) ? body['breakpoints'] : []) as readonly JsonValue[];
      for (const [i, each] of breakpoints.entries()) {
        const known = setting.ids[i];
        if (isObject(each) && known !== undefined) this.#clientIds.set(Number(each['id']), known);
      }
    }
  }

  #translate(breakpoint: JsonValue | undefined): JsonObject {
    if (!isObject(breakpoint)) return {};
    const { id } = breakpoint;
    return typeof id === 'number' ? { ...breakpoint, id: this.#clientId(id) } : breakpoint;
  }

  #clientId(kernelId: number): number {
    const known = this.#clientIds.get(kernelId);
    if (known !== undefined) return known;
    this.#clientIds.set(kernelId, ++this.#count);
    return this.#count;
  }
}

function listOf(args: JsonObject, command: string): readonly JsonValue[] {
  const { breakpoints, lines, filters, filterOptions } = args;
  const array = (value: JsonValue | undefined): readonly JsonValue[] =>
    Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  if (command === 'setExceptionBreakpoints') return [...array(filters), ...array(filterOptions)];
  return Array.isArray(breakpoints) ? array(breakpoints as JsonValue) : array(lines).map((line) => ({ line }));
}

function keyOf(command: string, { source }: JsonObject): string {
  if (command !== 'setBreakpoints' || !isObject(source)) return command;
  return JSON.stringify([command, source['path'] ?? null, source['sourceReference'] ?? null]);
}
