// A client of the debugger for tests, whatever lies between: requests, their responses, and events in order.

import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';

export interface DapAnswer {
  readonly success: boolean;
  readonly message?: string;
  readonly body: JsonObject;
}

export interface DapEventSeen {
  readonly event: string;
  readonly body: JsonObject;
}

/** How requests get to the debugger. */
export interface DapRoad {
  request(command: string, args?: JsonObject): Promise<DapAnswer>;
}

export class DapPeer {
  readonly events: DapEventSeen[] = [];
  #taken = 0;
  #watchers: (() => void)[] = [];

  constructor(protected readonly road: DapRoad) {}

  /** Takes an event as it comes. */
  saw(event: DapEventSeen): void {
    this.events.push(event);
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  /** The body of a response that succeeds. */
  async ask(command: string, args?: JsonObject): Promise<JsonObject> {
    const answer = await this.road.request(command, args);
    assert.ok(answer.success, `${command}: ${answer.message ?? ''}`);
    return answer.body;
  }

  /** The message of a response that fails. */
  async refused(command: string, args?: JsonObject): Promise<string> {
    const answer = await this.road.request(command, args);
    assert.ok(!answer.success, `${command} has succeeded: ${JSON.stringify(answer.body)}`);
    return answer.message ?? '';
  }

  /** The next event of this name after those that were taken before; it and all before it count as taken. */
  async next(name: string): Promise<JsonObject> {
    for (;;) {
      const at = this.events.findIndex(({ event }, i) => i >= this.#taken && event === name);
      if (at !== -1) {
        this.#taken = at + 1;
        return this.events[at]!.body;
      }
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Lines of a source get breakpoints; the answers. */
  async breakAt(path: string, ...lines: readonly (number | JsonObject)[]): Promise<readonly JsonObject[]> {
    const breakpoints = lines.map((line) => (typeof line === 'number' ? { line } : line));
    return list(await this.ask('setBreakpoints', { source: { path }, breakpoints }), 'breakpoints');
  }

  /** `line name` of the frames of a thread. */
  async stack(threadId: JsonValue | undefined = 1): Promise<readonly string[]> {
    const frames = list(await this.ask('stackTrace', { threadId }), 'stackFrames');
    return frames.map(({ line, name }) => `${line as number} ${name as string}`);
  }

  async topFrame(threadId: JsonValue | undefined = 1): Promise<JsonObject> {
    return list(await this.ask('stackTrace', { threadId, levels: 1 }), 'stackFrames')[0]!;
  }

  /** Variables of a scope of the frame on top: `name = value`. */
  async scope(name: string, threadId?: JsonValue): Promise<readonly string[]> {
    const scopes = list(await this.ask('scopes', { frameId: (await this.topFrame(threadId))['id'] }), 'scopes');
    const scope = scopes.find((each) => each['name'] === name);
    if (scope === undefined) return [];
    return this.variables(scope['variablesReference']);
  }

  async variables(variablesReference: JsonValue | undefined, page: JsonObject = {}): Promise<readonly string[]> {
    const variables = list(await this.ask('variables', { variablesReference, ...page }), 'variables');
    return variables.map((each) => `${each['name'] as string} = ${each['value'] as string}`);
  }

  async evaluate(expression: string, context = 'watch'): Promise<string> {
    const frameId = (await this.topFrame())['id'];
    return (await this.ask('evaluate', { expression, context, frameId }))['result'] as string;
  }
}

export function list(body: JsonObject, key: string): readonly JsonObject[] {
  return body[key] as readonly JsonObject[];
}
