// Breakpoints of all kinds as clients want them and as the engine has them; they belong to the session, whoever sets them. Control thread.
//
// The list of a source, and that of each other kind, is the last that any client has sent. Those that stay the same keep their number.

import { SpellError } from '../../base/errors.js';
import type { Breakpoint } from '../../protocol/dap-types.js';
import type {
  DapArguments,
  DataBreakpointArgument,
  FunctionBreakpointArgument,
  SourceArgument,
  SourceBreakpoint,
} from '../../protocol/dap.js';
import type {
  BreakpointState,
  BreakpointTerms,
  DataBreakpoint,
  ExceptionBreakpoint,
  FunctionBreakpoint,
  LineBreakpoint,
  SourceSelector,
} from '../contract.js';
import type { BreakpointSettings, DescribedBreakpoint } from './breakpoint-news.js';
import type { ExceptionTerms } from './exception-filters.js';
import { exceptionTerms } from './exception-filters.js';
import { parseHitCondition } from './hit-condition.js';
import type { DebugPorts } from './ports.js';
import type { Sources } from './sources.js';

/** What a client asked for, and what has become of it. */
interface Item<Asked, Sent> {
  readonly id: number;
  /** Equal for what is the same breakpoint. */
  readonly key: string;
  readonly asked: Asked;
  /** Undefined where it cannot be sent, which `state` explains. */
  readonly sent: Sent | undefined;
  state: BreakpointState;
}

type LineItem = Item<SourceBreakpoint, LineBreakpoint>;

export interface ListedSource {
  readonly source: SourceArgument;
  readonly selector: SourceSelector;
  readonly items: readonly LineItem[];
}

interface Terms {
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  readonly logMessage?: string | undefined;
  readonly ignoreCount?: number | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly isTemporary?: boolean | undefined;
}

export class Breakpoints {
  readonly #sources = new Map<string, ListedSource>();
  #functions: readonly Item<FunctionBreakpointArgument, FunctionBreakpoint>[] = [];
  #data: readonly Item<DataBreakpointArgument, DataBreakpoint>[] = [];
  #exceptions: readonly Item<ExceptionTerms, ExceptionBreakpoint>[] = [];
  /** By the id that a client was given for it. */
  readonly #watched = new Map<string, string>();
  #ids = 0;

  constructor(
    private readonly ports: DebugPorts,
    private readonly sources: Sources,
  ) {}

  /** By source, in the order in which they came. */
  get listed(): readonly ListedSource[] {
    return [...this.#sources.values()].filter(({ items }) => items.length > 0);
  }

  get functions(): readonly FunctionBreakpointArgument[] {
    return this.#functions.map(({ asked }) => asked);
  }

  get exceptions(): readonly ExceptionBreakpoint[] {
    return this.#exceptions.flatMap(({ sent }) => sent ?? []);
  }

  /** With what they watch. */
  get data(): readonly (DataBreakpointArgument & { readonly description?: string })[] {
    return this.#data.map(({ asked }) => this.#describedData(asked));
  }

  /** All that clients have set. */
  get settings(): BreakpointSettings {
    return { breakpoints: this.#described, exceptions: this.exceptions };
  }

  /** What is watched under this id, in the words of the engine. */
  watches(dataId: string, description: string): void {
    this.#watched.set(dataId, description);
  }

  #describedData(asked: DataBreakpointArgument): DataBreakpointArgument & { readonly description?: string } {
    const description = this.#watched.get(asked.dataId);
    return { ...asked, ...(description !== undefined && { description }) };
  }

  /** With what was asked of them; those on errors have no place, and are not among them. */
  get #described(): readonly DescribedBreakpoint[] {
    const lines = [...this.#sources.values()].flatMap(({ source, items }) =>
      items.map(({ state, asked }) => ({ ...asked, ...enabled(asked), source, ...this.toDap(state, asked) })),
    );
    const functions = this.#functions.map(({ state, asked }) => ({
      ...asked,
      ...enabled(asked),
      ...this.toDap(state),
    }));
    const data = this.#data.map(({ state, asked }) => ({
      ...this.#describedData(asked),
      ...enabled(asked),
      ...this.toDap(state),
    }));
    return [...lines, ...functions, ...data].map((each) => ({ ...each, id: each.id ?? 0 }));
  }

  async setLines({
    source,
    breakpoints,
    lines = [],
  }: DapArguments<'setBreakpoints'>): Promise<readonly BreakpointState[]> {
    const selector = this.sources.selectorOf(source);
    const key = 'path' in selector ? selector.path : `#${selector.reference}`;
    const before = this.#sources.get(key)?.items ?? [];
    const asked = breakpoints ?? lines.map((line): SourceBreakpoint => ({ line }));
    const items = this.#items(
      before,
      asked,
      ({ line, column }) => `${line}:${column ?? ''}`,
      (each, terms) => ({
        ...terms,
        source: selector,
        line: each.line,
        ...(each.column !== undefined && { column: each.column }),
      }),
    );
    this.#sources.set(key, { source, selector, items });
    await this.#prepare(selector, items);
    await this.#sendLines();
    return states(items);
  }

  async setFunctions(asked: readonly FunctionBreakpointArgument[]): Promise<readonly BreakpointState[]> {
    this.#functions = this.#items(
      this.#functions,
      asked,
      ({ name }) => name,
      ({ name }, terms) => ({ ...terms, name }),
    );
    await this.#sendFunctions();
    return states(this.#functions);
  }

  async setData(asked: readonly DataBreakpointArgument[]): Promise<readonly BreakpointState[]> {
    this.#data = this.#items(
      this.#data,
      asked,
      ({ dataId }) => dataId,
      ({ dataId }, terms) => ({ ...terms, dataId }),
    );
    await this.#sendData();
    return states(this.#data);
  }

  async setExceptions(asked: DapArguments<'setExceptionBreakpoints'>): Promise<readonly BreakpointState[]> {
    const terms = exceptionTerms(asked);
    this.#exceptions = this.#items(
      this.#exceptions,
      terms,
      (each) => JSON.stringify(each),
      (each, { id }) => ({ id, ...each }),
    );
    await this.#sendExceptions();
    return states(this.#exceptions);
  }

  /** All of them, to an engine that knows of none. */
  async send(): Promise<void> {
    for (const { selector, items } of this.listed) await this.#prepare(selector, items);
    await this.#sendLines();
    await this.#sendFunctions();
    await this.#sendExceptions();
    // What they watched is gone with the engine.
    this.#data = [];
    this.#watched.clear();
  }

  /** The lines of a source are others now. @returns where they were and are */
  async move(path: string, moved: (line: number) => number): Promise<readonly { from: number; to: number }[]> {
    const listed = this.#sources.get(path);
    if (listed === undefined) return [];
    const { source, items, selector } = listed;
    const others = items.map(({ asked, sent, ...item }) => {
      const line = moved(asked.line);
      const place = { ...asked, line };
      return { ...item, key: `${line}:${asked.column ?? ''}`, asked: place, sent: sent && { ...sent, line } };
    });
    this.#sources.set(path, { source, selector, items: others });
    await this.#prepare(selector, others);
    await this.#sendLines();
    return items.map(({ asked }, i) => ({ from: asked.line, to: others[i]!.asked.line }));
  }

  /** The engine says what has become of one. */
  changed(state: BreakpointState): void {
    for (const item of this.#all()) if (item.id === state.id) item.state = state;
  }

  /** The engine has removed it: it was temporary, or its variable is gone. */
  removed(id: number): void {
    for (const [key, { items, ...source }] of this.#sources) {
      this.#sources.set(key, { ...source, items: items.filter((item) => item.id !== id) });
    }
    this.#functions = this.#functions.filter((item) => item.id !== id);
    this.#data = this.#data.filter((item) => item.id !== id);
  }

  clear(): void {
    this.#sources.clear();
    this.#functions = [];
    this.#data = [];
    this.#watched.clear();
    this.#exceptions = [];
  }

  toDap({ id, isVerified, line, column, source, message }: BreakpointState, asked?: SourceBreakpoint): Breakpoint {
    return {
      id,
      verified: isVerified,
      ...(line === undefined ? asked && { line: asked.line } : { line }),
      ...(column !== undefined && { column }),
      ...(source !== undefined && { source: this.sources.toDap(source) }),
      ...(message !== undefined && { message }),
      ...(!isVerified && message === undefined && { reason: 'pending' as const }),
    };
  }

  #items<Asked extends Terms, Sent>(
    before: readonly Item<Asked, Sent>[],
    asked: readonly Asked[],
    keyOf: (asked: Asked) => string,
    build: (asked: Asked, terms: BreakpointTerms) => Sent,
  ): Item<Asked, Sent>[] {
    const left = [...before];
    return asked.map((each) => {
      const key = keyOf(each);
      const at = left.findIndex((item) => item.key === key);
      const [same] = at === -1 ? [] : left.splice(at, 1);
      const id = same?.id ?? ++this.#ids;
      try {
        const sent = build(each, termsOf(id, each));
        return { id, key, asked: each, sent, state: same?.state ?? { id, isVerified: false } };
      } catch (error) {
        if (!(error instanceof SpellError)) throw error;
        return { id, key, asked: each, sent: undefined, state: { id, isVerified: false, message: error.message } };
      }
    });
  }

  *#all(): Generator<Item<unknown, unknown>> {
    for (const { items } of this.#sources.values()) yield* items;
    yield* this.#functions;
    yield* this.#data;
    yield* this.#exceptions;
  }

  /** Where some are on columns, the engine must know the statements when the source loads. */
  async #prepare(selector: SourceSelector, items: readonly LineItem[]): Promise<void> {
    if (items.every(({ asked }) => asked.column === undefined)) return;
    const source = await this.sources.find(selector);
    if (source !== undefined) await this.sources.prepare(source);
    else if ('path' in selector) await this.sources.foresee(selector.path);
  }

  async #sendLines(): Promise<void> {
    const items = this.listed.flatMap((source) => source.items);
    await this.#send('setBreakpoints', items);
  }

  #sendFunctions(): Promise<void> {
    return this.#send('setFunctionBreakpoints', this.#functions);
  }

  #sendData(): Promise<void> {
    return this.#send('setDataBreakpoints', this.#data);
  }

  #sendExceptions(): Promise<void> {
    return this.#send('setExceptionBreakpoints', this.#exceptions);
  }

  async #send(
    command: 'setBreakpoints' | 'setFunctionBreakpoints' | 'setDataBreakpoints' | 'setExceptionBreakpoints',
    items: readonly Item<unknown, unknown>[],
  ): Promise<void> {
    const sendable = items.filter((item) => item.sent !== undefined);
    const answer = await this.ports.ask(command, { breakpoints: sendable.map((item) => item.sent) as never });
    for (const [i, state] of answer.breakpoints.entries()) sendable[i]!.state = state;
  }
}

function enabled({ isEnabled = true }: Terms): { readonly isEnabled: boolean } {
  return { isEnabled };
}

function states(items: readonly Item<unknown, unknown>[]): readonly BreakpointState[] {
  return items.map(({ state }) => state);
}

/** @throws SpellError `DEBUG_REFUSED` for a hit condition that is none */
function termsOf(id: number, terms: Terms): BreakpointTerms {
  const { condition = '', hitCondition = '', logMessage = '', ignoreCount, isEnabled, isTemporary } = terms;
  return {
    id,
    ...(condition.trim() !== '' && { condition }),
    ...(hitCondition.trim() !== '' && { hitCondition: parseHitCondition(hitCondition) }),
    ...(logMessage !== '' && { logMessage }),
    ...(ignoreCount !== undefined && { ignoreCount }),
    ...(isEnabled !== undefined && { isEnabled }),
    ...(isTemporary !== undefined && { isTemporary }),
  };
}
