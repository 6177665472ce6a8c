// The debugger of one session: who is attached, requests in the order in which they come, events for all. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { DapArguments, DapCommand } from '../../protocol/dap.js';
import { dapArguments, dapRefusals, isDapCommand, parseDapArguments } from '../../protocol/dap.js';
import type { JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { DebugEvent, DebugSource } from '../contract.js';
import { breakpointNews } from './breakpoint-news.js';
import { capabilities } from './capabilities.js';
import type { ClientView } from './client-view.js';
import { PLAIN_VIEW, viewOf } from './client-view.js';
import { toDapEvent } from './events.js';
import { debugInfo, jupyterHandlers } from './jupyter.js';
import type { DapRequest, DapResponse, DebugPorts } from './ports.js';
import type { Handler, SessionCommand } from './requests.js';
import { requestHandlers } from './requests.js';
import { skipExpression } from './skip-patterns.js';
import { createState, goesOn } from './state.js';

/** Breakpoints outlive the last client for so long: it may come back. */
export const KEPT_MS = 60 * 60 * 1000;

interface Attached {
  readonly options: DapArguments<'attach'>;
  /** Grows with every request of anybody. */
  heardAt: number;
}

/** Clients whose wishes are remembered: pages that are loaded again come with new names. */
const MAX_VIEWS = 1000;

/** Requests whose outcome the other clients are told. */
const SETTING: ReadonlySet<DapCommand> = new Set([
  'setBreakpoints',
  'setFunctionBreakpoints',
  'setDataBreakpoints',
  'setExceptionBreakpoints',
  'reload',
]);

interface Waiting {
  readonly client: string;
  readonly seq: number;
  isCancelled: boolean;
}

export class DebugSession implements Disposable {
  readonly #state;
  readonly #views = new Map<string, ClientView>();
  readonly #attached = new Map<string, Attached>();
  readonly #waiting = new Set<Waiting>();
  #last: Promise<unknown> = Promise.resolve();
  #seq = 0;
  #heard = 0;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(private readonly ports: DebugPorts) {
    this.#state = createState(ports);
  }

  get isStarted(): boolean {
    return this.#attached.size > 0;
  }

  /** Never rejects: what goes wrong is in the response. One request is served after the other, but `cancel`, which is about those that wait. */
  async request(client: string, request: DapRequest): Promise<DapResponse> {
    // A run that hangs holds up whatever is asked of its engine, and must still be ended.
    if (request.command === 'cancel' || request.command === 'terminate') return this.#answer(client, request);
    if (endsRun(request)) void this.ports.ask('terminate', {}).catch(() => undefined);
    const waiting: Waiting = { client, seq: request.seq, isCancelled: false };
    this.#waiting.add(waiting);
    const turn = this.#last.then(() => {
      this.#waiting.delete(waiting);
      return waiting.isCancelled ? this.#failure(request, 'cancelled', 'cancelled') : this.#answer(client, request);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** One has ended without a word. What it has paused stays so: another may go on with it. A page may only be loaded again. */
  clientGone(client: string): void {
    if (!this.#attached.has(client) || this.#viewOf(client).isPage) return;
    this.#last = this.#last
      .then(async () => {
        if (this.#attached.delete(client)) await this.#detachIfLast(true);
      })
      .catch(() => undefined);
  }

  /** Takes what the engine tells, in order. */
  tell(event: DebugEvent): void {
    const { breakpoints, sources } = this.#state;
    if (event.type === 'restarted') {
      this.#engineReplaced();
      return;
    }
    if (event.type === 'stopped') this.#state.stop = event;
    if (event.type === 'continued') goesOn(this.#state);
    if (event.type === 'breakpoint') {
      if (event.reason === 'removed') breakpoints.removed(event.breakpoint.id);
      else breakpoints.changed(event.breakpoint);
    }
    // Its statements are those of another text now.
    if (event.type === 'loadedSource' && sources.reloaded(event.source)) void sources.prepare(event.source);
    this.ports.publish(toDapEvent(event, this.#state));
  }

  /** As its clients know it. */
  sourceOf(source: DebugSource): object {
    return this.#state.sources.toDap(source);
  }

  dispose(): void {
    clearTimeout(this.#forgetting);
  }

  async #answer(client: string, request: DapRequest): Promise<DapResponse> {
    try {
      const { command } = request;
      const attached = this.#attached.get(client);
      if (attached !== undefined) attached.heardAt = ++this.#heard;
      if (!isDapCommand(command)) throw unknownCommand(command);
      const body = await this.#serve(client, command, parseDapArguments(command, request.arguments));
      return this.#response(request, { success: true, ...(body !== undefined && { body: body as JsonValue }) });
    } catch (error) {
      if (!(error instanceof SpellError)) throw error;
      return this.#failure(request, error.code === 'DEBUG_NOT_PAUSED' ? 'notStopped' : error.message, error.message);
    }
  }

  async #serve<C extends DapCommand>(client: string, command: C, args: DapArguments<C>): Promise<object | undefined> {
    const own = this.#handlers as Partial<Record<DapCommand, (client: string, args: never) => object | undefined>>;
    const handler = own[command];
    if (handler !== undefined) return handler(client, args as never);
    if (command !== 'dumpCell') this.#assertStarted();
    const handlers = { ...requestHandlers, ...jupyterHandlers } as unknown as Record<DapCommand, Handler<C>>;
    const { breakpoints } = this.#state;
    const before = SETTING.has(command) && this.#hasOthers(client) ? breakpoints.settings : undefined;
    const body = await handlers[command](args, this.#state, this.#viewOf(client));
    if (before !== undefined) {
      for (const event of breakpointNews(before, breakpoints.settings)) this.ports.publish(event, client);
    }
    return body;
  }

  #hasOthers(client: string): boolean {
    return [...this.#attached.keys()].some((each) => each !== client);
  }

  readonly #handlers: {
    readonly [C in SessionCommand]: (
      client: string,
      args: DapArguments<C>,
    ) => object | undefined | Promise<object | undefined>;
  } = {
    initialize: (client, { clientID }) => {
      const [oldest] = this.#views.keys();
      if (this.#views.size >= MAX_VIEWS && oldest !== undefined) this.#views.delete(oldest);
      this.#views.set(client, viewOf(clientID));
      return capabilities;
    },
    attach: (client, args) => this.#attach(client, args),
    configurationDone: () => undefined,
    disconnect: (client, args) => this.#disconnect(client, args),
    cancel: (client, args) => this.#cancel(client, args),
    debugInfo: () => debugInfo(this.#state, this.isStarted),
  };

  #assertStarted(): void {
    if (this.isStarted) return;
    throw new SpellError('DEBUG_REFUSED', 'The debugger is not started: send attach');
  }

  async #attach(client: string, options: DapArguments<'attach'>): Promise<undefined> {
    const isFirst = !this.isStarted;
    this.#attached.delete(client);
    this.#attached.set(client, { options, heardAt: ++this.#heard });
    try {
      await this.#attachEngine(options);
      if (isFirst) await this.#state.breakpoints.send();
    } catch (error) {
      this.#attached.delete(client);
      throw error;
    }
    clearTimeout(this.#forgetting);
    this.ports.publish({ event: 'initialized' });
    return undefined;
  }

  async #attachEngine({ skipFiles, stopOnEntry, evaluateTimeoutMs }: DapArguments<'attach'>): Promise<void> {
    const skip = skipFiles.map((glob) => skipExpression(glob));
    this.#state.sources.skip = skip.map((source) => new RegExp(source));
    await this.ports.ask('attach', {
      skip,
      stopOnEntry,
      ...(evaluateTimeoutMs !== undefined && { evaluateTimeoutMs }),
    });
  }

  async #disconnect(client: string, args: DapArguments<'disconnect'>): Promise<undefined> {
    const wasStarted = this.isStarted;
    if (!this.#attached.delete(client) && !this.#views.has(client)) this.#dropPages();
    this.#dropGone();
    if (args.terminateDebuggee) await this.ports.ask('terminate', {});
    if (wasStarted) await this.#detachIfLast(args.suspendDebuggee);
    return undefined;
  }

  /** @param stayPaused a script that is paused, or else it goes on */
  async #detachIfLast(stayPaused: boolean): Promise<void> {
    if (this.isStarted) return;
    await this.ports.ask('detach', { stayPaused });
    this.#state.sources.forget();
    this.#forgetting = setTimeout(() => this.#state.breakpoints.clear(), KEPT_MS).unref();
  }

  /** One that has not introduced itself is a page that was loaded again; our own programs do. */
  #viewOf(client: string): ClientView {
    return this.#views.get(client) ?? [...this.#views.values()].find(({ isPage }) => isPage) ?? PLAIN_VIEW;
  }

  /** A page that is loaded again turns off what the pages before it have turned on. */
  #dropPages(): void {
    for (const client of this.#attached.keys()) if (this.#viewOf(client).isPage) this.#attached.delete(client);
  }

  /**
   * Clients that end without a word: more are attached than connected, and those that were not heard of for longest have gone. It is asked
   * when one leaves, which is connected still.
   */
  #dropGone(): void {
    const byHeard = [...this.#attached].sort(([, a], [, b]) => a.heardAt - b.heardAt);
    const gone = Math.max(0, byHeard.length - Math.max(0, this.ports.connections() - 1));
    for (const [client] of byHeard.slice(0, gone)) this.#attached.delete(client);
  }

  #cancel(client: string, { requestId }: DapArguments<'cancel'>): undefined {
    for (const waiting of this.#waiting) {
      if (waiting.client === client && waiting.seq === requestId) waiting.isCancelled = true;
    }
    return undefined;
  }

  /** The engine that comes knows of nothing. */
  #engineReplaced(): void {
    const { stop, sources } = this.#state;
    if (stop !== undefined) this.tell({ type: 'continued', threadId: stop.threadId });
    sources.forget();
    if (!this.isStarted) return;
    const output = 'The engine was replaced: breakpoints are set again, those on data are gone.\n';
    this.ports.publish({ event: 'output', body: { category: 'important', output } });
    this.#last = this.#last
      .then(async () => {
        // Whoever was attached may have left meanwhile.
        const options = [...this.#attached.values()].at(-1)?.options;
        if (options === undefined) return;
        await this.#attachEngine(options);
        await this.#state.breakpoints.send();
      })
      .catch(() => undefined);
  }

  #failure(request: DapRequest, message: string, format: string): DapResponse {
    return this.#response(request, { success: false, message, body: { error: { id: 1, format, showUser: false } } });
  }

  #response({ seq, command }: DapRequest, parts: Pick<DapResponse, 'success' | 'message' | 'body'>): DapResponse {
    return { type: 'response', seq: ++this.#seq, request_seq: seq, command, ...parts };
  }
}

function unknownCommand(command: string): SpellError {
  const refusal = Object.hasOwn(dapRefusals, command) ? dapRefusals[command] : undefined;
  if (refusal !== undefined) return new SpellError('DEBUG_REFUSED', `${command} is not supported: ${refusal}`);
  const hint = didYouMean(command, Object.keys(dapArguments));
  return new SpellError('DEBUG_REFUSED', `The debugger knows no request '${command}'${hint}`);
}

/** `disconnect` that ends the run, which does not wait for what hangs in it. */
function endsRun({ command, arguments: args }: DapRequest): boolean {
  return command === 'disconnect' && isObject(args) && args['terminateDebuggee'] === true;
}
