// One scenario of the debugger: its requests are sent one by one, and what comes back is written down. Requests and responses stand in
// their order, events by name in theirs: between names the order is nobody's promise.

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestContext } from 'node:test';
import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';
import { isObject } from '../../src/protocol/schema.js';
import { DapClient } from '../support/dap-client.js';

/** After these the script runs until it stops again or ends. */
const RUNS = new Set(['run', 'continue', 'next', 'stepIn', 'stepOut']);
const WAIT_MS = 30_000;

export async function transcriptOf(t: TestContext, path: string): Promise<string> {
  const scenario = new Scenario(new DapClient(t), path);
  return scenario.play();
}

class Scenario {
  readonly #lines: string[] = [];
  readonly #folder: string;
  #hasLaunched = false;
  #hasInitialized = false;
  #dataId: JsonValue | undefined;
  #sources: readonly JsonObject[] = [];
  #variables: readonly JsonObject[] = [];
  #taken = 0;
  /** The coroutine that is paused. */
  #thread: JsonValue = 1;
  /** Events that came before the client has left: what comes at the end is a matter of time. */
  #counted = Infinity;

  constructor(
    private readonly client: DapClient,
    private readonly path: string,
  ) {
    this.#folder = dirname(path);
  }

  async play(): Promise<string> {
    const steps = [...readFileSync(this.path, 'utf8').matchAll(/^--> (.*)$/gm)].map(([, step]) => step!);
    for (const step of steps) await this.#step(step);
    const text = [...this.#lines, '', ...this.#events()].join('\n').replaceAll(this.#folder, '…');
    // Reports cut texts, and with them the names of folders.
    // Lua names a file whose path is long by the end of it.
    const named = text.replace(/\.\.\.[^\s":]*\/(?=[\w-]+\.lua)/g, '…/');
    return `${named.replace(/"(?:…|\.\.\.)[^"\n]*…"/g, '"…"')}\n`;
  }

  async #step(step: string): Promise<void> {
    const isLeft = step.startsWith('& ');
    const [, word = '', text = ''] = /^(\w+)\s*(.*)$/s.exec(step.replace('& ', '')) ?? [];
    if (word === 'await') {
      await this.#until(text);
      return;
    }
    await this.#launch(word, text);
    if (word === 'launch' || word === 'initialize') return;
    const command = { run: 'configurationDone', break: 'setBreakpoints' }[word] ?? word;
    const isDone = await this.#request(command, await this.#argumentsOf(word, text));
    if (isDone && RUNS.has(word) && !isLeft) await this.#until('stopped');
  }

  async #launch(word: string, text: string): Promise<void> {
    if (!this.#hasInitialized) {
      this.#hasInitialized = true;
      await this.client.ask('initialize', { adapterID: 'llmspell', ...(word === 'initialize' && parse(text)) });
      if (word === 'initialize') return;
    }
    if (this.#hasLaunched) return;
    this.#hasLaunched = true;
    const more = word === 'launch' ? parse(text.replace('$folder', this.#folder)) : {};
    await this.client.ask('launch', { program: this.path, ...more });
  }

  async #argumentsOf(word: string, text: string): Promise<JsonObject> {
    if (word === 'break') return { source: { path: this.path }, breakpoints: JSON.parse(text) as JsonValue };
    if (text === '')
      return ['next', 'stepIn', 'stepOut', 'continue'].includes(word)
        ? { threadId: this.#thread, granularity: 'line' }
        : {};
    const given = parse(text.replace('"$dataId"', JSON.stringify(this.#dataId ?? null)));
    const resolved = Object.entries(given).map(async ([key, value]) => [key, await this.#resolve(value)] as const);
    return Object.fromEntries(await Promise.all(resolved));
  }

  async #resolve(value: JsonValue | undefined): Promise<JsonValue | undefined> {
    if (value === '$frame') return (await this.client.topFrame())['id'];
    const [, kind, name] = (typeof value === 'string' && /^\$(scope|var|source):(.+)$/.exec(value)) || [];
    if (kind === 'scope') {
      const { scopes } = await this.client.ask('scopes', { frameId: (await this.client.topFrame())['id'] });
      return (scopes as readonly JsonObject[]).find((each) => each['name'] === name)?.['variablesReference'];
    }
    if (kind === 'source') return this.#sources.find((each) => each['name'] === name)?.['sourceReference'];
    if (kind !== 'var') return value;
    if (this.#variables.length === 0) await this.#locals();
    return this.#variables.find((each) => each['name'] === name)?.['variablesReference'];
  }

  async #locals(): Promise<void> {
    const variablesReference = await this.#resolve('$scope:Locals');
    this.#variables = (await this.client.ask('variables', { variablesReference }))[
      'variables'
    ] as readonly JsonObject[];
  }

  async #request(command: string, args: JsonObject): Promise<boolean> {
    if (command === 'disconnect') this.#counted = this.client.events.length;
    const { success, message, body } = await this.client.send(command, args);
    this.#lines.push(`-> ${command} ${shown(args)}`, success ? `<- ${shown(body)}` : `<- fails: ${message ?? ''}`);
    if (!success) return false;
    if (command === 'dataBreakpointInfo') this.#dataId = body['dataId'];
    if (command === 'loadedSources') this.#sources = body['sources'] as readonly JsonObject[];
    if (command === 'variables') this.#variables = body['variables'] as readonly JsonObject[];
    return true;
  }

  /** The next event of the name, or the end. */
  async #until(name: string): Promise<void> {
    const { events } = this.client;
    const limit = Date.now() + WAIT_MS;
    for (;;) {
      const at = events.findIndex(({ event }, i) => i >= this.#taken && (event === name || event === 'terminated'));
      if (at !== -1) {
        this.#taken = at + 1;
        this.#variables = [];
        const { event, body } = events[at]!;
        this.#lines.push(`   ${event} ${event === 'stopped' ? shown(body) : ''}`.trimEnd());
        if (event === 'stopped') {
          this.#thread = body['threadId'] ?? 1;
          this.#lines.push(`   ${(await this.client.stack(body['threadId'])).join(' < ')}`);
        }
        return;
      }
      if (Date.now() > limit) throw new Error(`no ${name} after\n${this.#lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #events(): string[] {
    const output = new Map<string, string>();
    const others = new Map<string, string[]>();
    for (const { event, body } of this.client.events.slice(0, this.#counted)) {
      const category = `output ${body['category'] as string}`;
      if (event === 'output') output.set(category, (output.get(category) ?? '') + (body['output'] as string));
      else if (event !== 'stopped' && event !== 'invalidated') {
        others.set(event, [...(others.get(event) ?? []), `* ${event} ${shown(body)}`]);
      }
    }
    const sorted = <T>(map: Map<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      ...sorted(others).flatMap(([, lines]) => lines),
      ...sorted(output).map(([name, text]) => `* ${name}\n${text}`),
    ];
  }
}

function parse(text: string): JsonObject {
  return text === '' ? {} : (JSON.parse(text) as JsonObject);
}

/** Numbers that only this run has say nothing. */
function shown(body: JsonObject): string {
  return JSON.stringify(body, (key, value: JsonValue) => {
    if (/^(variablesReference|valueLocationReference|frameId|moduleId|sourceReference|dataId)$/.test(key)) {
      return value === 0 || value === null ? value : '#';
    }
    return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  });
}
