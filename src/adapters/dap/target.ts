// One kernel session under the debugger: what the client has set there, and what it tells, in the client's terms. Any thread.

import type { Disposable } from '../../base/disposable.js';
import { describeErrorStops, toErrorStops } from '../../client/error-stops.js';
import type { DebugEventSeen, DebugResponse } from '../../client/kernel-debugger.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { BreakpointIds } from './breakpoint-ids.js';
import type { DebuggeeLink } from './debuggee.js';
import type { AttachArguments } from './launch-arguments.js';
import type { View } from './view.js';

/** Requests that let the script go on: the client needs no event to know that it does. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'runTo']);

interface TargetParts {
  readonly link: DebuggeeLink;
  readonly args: AttachArguments;
  readonly view: View;
  readonly ids: BreakpointIds;
  readonly emit: (event: string, body: JsonObject) => void;
}

export class Target implements Disposable {
  readonly #debugger: KernelDebugger;
  readonly #listening: Disposable;
  /** Seq of requests at the kernel by that of the client. */
  readonly #open = new Map<number, number>();
  #isTold = false;
  #isResuming = false;
  #stop: string | undefined;

  constructor(private readonly parts: TargetParts) {
    this.#debugger = new KernelDebugger(parts.link.client, parts.args.session);
    this.#listening = this.#debugger.onEvent((event) => this.#take(event));
  }

  get isStopped(): boolean {
    return this.#stop !== undefined;
  }

  /** @returns the capabilities of the kernel */
  async attach(initialize: JsonObject): Promise<JsonObject> {
    const { args, view } = this.parts;
    await this.parts.link.client.ready();
    const capabilities = await this.#debugger.ask('initialize', initialize);
    const { stopOnEntry, evaluateTimeoutMs } = args;
    const skipFiles = args.skipFiles.map((glob) => view.pathIn(glob));
    await this.#debugger.ask('attach', {
      stopOnEntry,
      skipFiles,
      ...(evaluateTimeoutMs !== undefined && { evaluateTimeoutMs }),
    });
    return capabilities;
  }

  /** From now on the client hears of stops. One that is there already is told. */
  async tellStops(): Promise<void> {
    this.#isTold = true;
    const { stopped } = await this.#debugger.ask('debugInfo', {});
    if (isObject(stopped)) this.#stopped(stopped);
  }

  /** @param known numbers of the breakpoints that the request sets again */
  async request(command: string, given: JsonObject, seq?: number, known?: readonly number[]): Promise<DebugResponse> {
    const { view, ids } = this.parts;
    const wasResuming = this.#isResuming;
    if (RESUMING.has(command)) this.#isResuming = true;
    const answered = this.#debugger.request(command, view.request(command, given));
    if (seq !== undefined) this.#open.set(seq, this.#debugger.lastSeq);
    try {
      const response = await answered;
      if (!response.success) {
        this.#isResuming = wasResuming;
        return response;
      }
      const { body } = response;
      return isObject(body) ? { ...response, body: ids.convert(view.body(body), known) } : response;
    } finally {
      if (seq !== undefined) this.#open.delete(seq);
    }
  }

  async cancel(seq: number): Promise<void> {
    const requestId = this.#open.get(seq);
    if (requestId !== undefined) await this.#debugger.request('cancel', { requestId });
  }

  dispose(): void {
    void this.#listening.dispose();
    this.#debugger.dispose();
  }

  #take({ event, body }: DebugEventSeen): void {
    switch (event) {
      case 'initialized':
        return;
      case 'stopped':
        if (this.#isTold) this.#stopped(body);
        return;
      case 'continued':
        if (this.#isTold) this.#continued(body);
        return;
      case 'exceptionBreakpoints':
        this.#emit(event, body);
        this.#emit('output', { category: 'console', output: errorsThatStop(body) });
        return;
      default:
        this.#emit(event, body);
    }
  }

  /** Asked for and told by event, the same stop may come twice. */
  #stopped(body: JsonObject): void {
    const stop = JSON.stringify(body);
    this.#isResuming = false;
    if (this.#stop === stop) return;
    this.#stop = stop;
    this.#emit('stopped', body);
  }

  #continued(body: JsonObject): void {
    const isKnown = this.#isResuming;
    this.#isResuming = false;
    this.#stop = undefined;
    if (!isKnown) this.#emit('continued', body);
  }

  #emit(event: string, body: JsonObject): void {
    const { view, ids, emit } = this.parts;
    emit(event, ids.convert(view.body(body)));
  }
}

/** Clients know no event for it, and their own lists stay as they are. */
function errorsThatStop({ breakpoints }: JsonObject): string {
  return `Another client: errors that stop: ${describeErrorStops(toErrorStops(breakpoints))}\n`;
}
