// The client that follows the steps of a scenario. A step is a request of the protocol, `NAME {arguments}`, or one of the short forms
// below; `@frame`, `@thread`, `@ref Scope.name.name`, `@data Scope.name`, `@source NAME`, `@goto LINE` and `@location FUNCTION` in arguments are numbers and names
// that the client asks for.

import assert from 'node:assert/strict';
import { isObject } from '../../src/protocol/schema.js';
import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';
import type { DapEventSeen } from '../support/dap-peer.js';
import { list } from '../support/dap-peer.js';
import { dapProblems } from '../support/dap-schema.js';
import type { Road } from './debugger-roads.js';
import type { Transcript } from './debugger-transcript.js';
import { frameText } from './debugger-transcript.js';

const WAIT_MS = 20_000;

export class ScenarioClient {
  #taken = 0;
  #thread = 1;
  #frame = 0;

  constructor(
    private readonly road: Road,
    private readonly transcript: Transcript,
    private readonly folder: string,
  ) {}

  /** What every scenario begins with that does not show it: up to where breakpoints are set, or only to `launch`. */
  async start(launch: JsonObject | undefined): Promise<void> {
    await this.#ask('initialize', { adapterID: 'llmspell', clientID: 'golden' });
    if (launch === undefined) return;
    await this.#ask('launch', { program: `${this.folder}/main.lua`, cwd: this.folder, ...launch });
    await this.road.peer.next('initialized');
    this.#taken = this.road.peer.events.length;
  }

  async step(line: string): Promise<void> {
    const [, word = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(line.trim())!;
    const short = word !== 'launch' && rest.startsWith('{') ? undefined : this.#short[word];
    if (word !== 'wait' && word !== 'frame') this.transcript.step(line.trim());
    if (short !== undefined) await short(rest);
    // Arguments that the protocol does not allow are sent on purpose.
    else if (word === 'wrong') await this.#wrong(rest);
    else await this.request(word, rest === '' ? {} : (JSON.parse(rest) as JsonObject));
  }

  async #wrong(line: string): Promise<void> {
    const [, command = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(line)!;
    await this.request(command, rest === '' ? {} : (JSON.parse(rest) as JsonObject), false);
  }

  /** Sends a request and writes the answer. */
  async request(command: string, written: JsonObject, isRight = true): Promise<boolean> {
    const args = (await this.#resolved(written)) as JsonObject;
    if (isRight) assert.deepEqual(dapProblems({ seq: 1, type: 'request', command, arguments: args }), [], command);
    const { success, message = '', body } = await this.#limited(this.road.request(command, args), command);
    if (success) this.transcript.answered(command, body);
    else this.transcript.refused(message, isObject(body['error']) ? body['error']['format'] : undefined);
    return success;
  }

  /** Waits until one of these events, and writes it and all before it. */
  async until(...names: string[]): Promise<void> {
    const { events } = this.road.peer;
    for (;;) {
      while (this.#taken < events.length) {
        const event = events[this.#taken++]!;
        await this.#write(event);
        if (names.includes(event.event) && !isStream(event)) return;
      }
      await this.#limited(this.road.peer.changed(), `waiting for ${names.join(' or ')}`);
    }
  }

  /** What is left: streams. */
  async drain(): Promise<void> {
    for (const event of this.road.peer.events.slice(this.#taken)) await this.#write(event);
  }

  async #write(event: DapEventSeen): Promise<void> {
    const { event: name, body } = event;
    // Only what takes long has progress.
    if (name.startsWith('progress')) return;
    if (isStream(event)) this.transcript.stream(body['category'] as string, body['output'] as string);
    else if (name !== 'stopped') this.transcript.event(name, body);
    else {
      this.#thread = body['threadId'] as number;
      this.#frame = 0;
      const [top] = await this.#frames(1);
      this.transcript.event(name, body, top && frameText(top));
    }
  }

  readonly #short: Record<string, (rest: string) => Promise<unknown>> = {
    /** Event that is waited for. */
    wait: (name) => this.until(name),
    /** Waits until the script has printed this. */
    printed: async (text) => {
      while (!this.#printed().includes(text)) await this.#limited(this.road.peer.changed(), `waiting for "${text}"`);
    },
    /** Adds the program to arguments. */
    launch: async (args) => {
      const program = { program: '<folder>/main.lua', cwd: '<folder>' };
      if (await this.request('launch', { ...program, ...(JSON.parse(args) as JsonObject) }))
        await this.until('initialized');
    },
    /** All is set: the script begins. */
    run: async () => {
      await this.request('configurationDone', {});
      await this.until('stopped', 'terminated');
    },
    go: () => this.#move('continue', {}),
    /** Without waiting for a stop. */
    'go-on': () => this.request('continue', { threadId: this.#thread }),
    next: (by) => this.#move('next', granularity(by)),
    in: (by) => this.#move('stepIn', granularity(by)),
    out: (by) => this.#move('stepOut', granularity(by)),
    /** FILE, then lines or breakpoints. */
    break: async (text) => {
      const [, file = '', rest = ''] = /^(\S+) ?(.*)$/.exec(text)!;
      const each = JSON.parse(`[${rest}]`) as (number | JsonObject)[];
      const breakpoints = each.map((line) => (typeof line === 'number' ? { line } : line));
      await this.request('setBreakpoints', { source: { path: `<folder>/${file}` }, breakpoints });
    },
    /** Of the paused coroutine, or of another. */
    stack: (thread) => this.request('stackTrace', { threadId: thread === '' ? this.#thread : Number(thread) }),
    /** Frame that what follows is about: 0 is the one on top. */
    frame: async (index) => void (this.#frame = Number(index)),
    /** `Scope.name.name {page}` */
    vars: async (text) => {
      const [, path = '', page = '{}'] = /^(.*?)(?: (\{.*\}))?$/.exec(text)!;
      await this.request('variables', { variablesReference: `@ref ${path}`, ...(JSON.parse(page) as JsonObject) });
    },
    watch: (expression) => this.#evaluate(expression, 'watch'),
    repl: (expression) => this.#evaluate(expression, 'repl'),
    hover: (expression) => this.#evaluate(expression, 'hover'),
  };

  async #move(command: string, args: JsonObject): Promise<void> {
    const goesOn = await this.request(command, { threadId: this.#thread, ...args });
    if (goesOn) await this.until('stopped', 'terminated');
  }

  #evaluate(expression: string, context: string): Promise<boolean> {
    return this.request('evaluate', { expression, context, frameId: '@frame' });
  }

  async #frames(levels: number): Promise<readonly JsonObject[]> {
    const { success, body } = await this.road.request('stackTrace', { threadId: this.#thread, levels });
    return success ? list(body, 'stackFrames') : [];
  }

  async #frameId(): Promise<number> {
    const frame = (await this.#frames(0))[this.#frame];
    assert.ok(frame, `there is no frame\n${this.transcript.text}`);
    return frame['id'] as number;
  }

  async #resolved(value: JsonValue): Promise<JsonValue> {
    if (Array.isArray(value)) return Promise.all(value.map(async (each: JsonValue) => this.#resolved(each)));
    if (isObject(value)) {
      const entries = Object.entries(value).map(async ([key, each]) => [key, await this.#resolved(each!)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }
    if (typeof value !== 'string') return value;
    if (value === '@frame') return this.#frameId();
    if (value === '@thread') return this.#thread;
    const [, kind, path = ''] = /^@(ref|data|source|goto|location) (.*)$/.exec(value) ?? [];
    if (kind === 'ref') return this.#reference(path.split('.'));
    if (kind === 'data') return this.#dataId(path.split('.'));
    if (kind === 'source') return this.#source(path);
    if (kind === 'location') return this.#location(path);
    if (kind === 'goto') return this.#target(Number(path));
    return value.replaceAll('<folder>', this.folder);
  }

  async #reference([scope, ...names]: readonly string[]): Promise<number> {
    const { scopes } = await this.#ask('scopes', { frameId: await this.#frameId() });
    let [at] = (scopes as JsonObject[]).filter(({ name }) => name === scope);
    for (const name of names) {
      const variables = list(
        await this.#ask('variables', { variablesReference: at!['variablesReference']! }),
        'variables',
      );
      at = variables.find((each) => each['name'] === name);
      assert.ok(at, `there is no ${name} in ${variables.map((each) => each['name'] as string).join(', ')}`);
    }
    assert.ok(at, `there is no scope ${scope}`);
    return at['variablesReference'] as number;
  }

  async #dataId(path: readonly string[]): Promise<string> {
    const variablesReference = await this.#reference(path.slice(0, -1));
    const { dataId } = await this.#ask('dataBreakpointInfo', { variablesReference, name: path.at(-1)! });
    return dataId as string;
  }

  async #source(name: string): Promise<number> {
    const sources = list(await this.#ask('loadedSources', {}), 'sources');
    const found = sources.find((each) => each['name'] === name);
    assert.ok(found, `there is no source ${name} in ${JSON.stringify(sources)}`);
    return found['sourceReference'] as number;
  }

  async #location(expression: string): Promise<number> {
    const args = { expression, context: 'watch', frameId: await this.#frameId() };
    return (await this.#ask('evaluate', args))['valueLocationReference'] as number;
  }

  async #target(line: number): Promise<number> {
    const { targets } = await this.#ask('gotoTargets', { source: { path: `${this.folder}/main.lua` }, line });
    return (targets as JsonObject[])[0]!['id'] as number;
  }

  async #ask(command: string, args: JsonObject): Promise<JsonObject> {
    const { success, message, body } = await this.road.request(command, args);
    assert.ok(success, `${command}: ${message}`);
    return body;
  }

  #printed(): string {
    return this.road.peer.events
      .filter(isStream)
      .map(({ body }) => body['output'] as string)
      .join('');
  }

  async #limited<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new Error(`${what}: nothing came\n${this.transcript.text}`));
      timer = setTimeout(fail, WAIT_MS);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
  }
}

function granularity(by: string): JsonObject {
  return by === '' ? {} : { granularity: by };
}

function isStream({ event, body }: DapEventSeen): boolean {
  return event === 'output' && (body['category'] === 'stdout' || body['category'] === 'stderr');
}
