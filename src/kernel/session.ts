// One session: its engine, the queue of what is asked of it, and what it publishes. Control thread.

import type { Disposable } from '../base/disposable.js';
import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import type { CellFiles } from '../protocol/cell-path.js';
import type { CallRequest, Look, LookedValue, OutputChunk, RunRequest } from '../engine/contract.js';
import type { EventBus } from '../services/events/event-bus.js';
import type { CallsOf } from '../services/sessions/call-records.js';
import type { HookInspection } from '../services/hooks/hook-inspection.js';
import type { Cells } from './cells.js';
import type { CommDelivery, Comms, CommSession } from './comms.js';
import type { KernelOptions, OpenEngine, SessionEngine, SessionSpec, SessionStatus } from './contract.js';
import { Displays } from './displays.js';
import type { Exchange } from './exchange.js';
import type { SessionHistory } from './history.js';
import type { InputRequests } from './input.js';
import { JobQueue } from './job-queue.js';
import { Looks } from './looks.js';
import type { SessionOutput } from './output/session-output.js';
import { outcomeFailure, publishFailure } from './run-failure.js';
import type { ScriptCommParts } from './script-comms.js';
import { scriptCommMethods } from './script-comms.js';
import type { SessionRecord } from './session-record.js';
import { RunEvents } from './run-events.js';
import { SessionDebugger } from './session-debugger.js';
import type { Finished, RunOrigin } from './session-run.js';
import { originOf, SessionRun } from './session-run.js';
import { warmUp } from './warm-up.js';

/** Runs that are remembered after their end: what they started may still print. */
const REMEMBERED_RUNS = 256;
/** A run whose time is over has been told by then. */
const LEAVING_MS = 500;
/** Timers of Node fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const NO_HOOKS = { hooks: 0, calls: 0, errors: 0, open: 0 } as const;
const NO_RETRIEVAL = { documents: 0, pieces: 0, searches: 0 } as const;

export interface SessionParts {
  readonly spec: SessionSpec;
  readonly openEngine: OpenEngine;
  readonly output: SessionOutput;
  readonly cells: Cells;
  readonly files: CellFiles;
  readonly history: SessionHistory;
  readonly record: SessionRecord;
  /** See {@link KernelOptions.hasSecret}. */
  readonly hasSecret: (code: string) => boolean;
  readonly input: InputRequests;
  readonly comms: Comms;
  readonly events: EventBus;
  /** How many clients are connected to the kernel. */
  readonly connections: () => number;
}

export class Session implements CommSession, Disposable {
  readonly queue = new JobQueue();
  executionCount = 0;
  readonly #createdAt = new Date();
  #lastActive = new Date();
  #engine: Promise<SessionEngine> | undefined;
  /** Set once it is there. */
  #opened: SessionEngine | undefined;
  #state: 'starting' | 'open' | 'closing' = 'starting';
  #current: SessionRun | undefined;
  readonly #runs = new Map<string, SessionRun>();
  readonly #displays: Displays;
  readonly #looks = new Looks();
  readonly #runEvents: RunEvents;
  /** What is asked of the session's debugger. */
  readonly debugger: SessionDebugger;

  constructor(private readonly parts: SessionParts) {
    this.#runEvents = new RunEvents(parts.events, parts.spec.name);
    this.#displays = new Displays(this.#scriptParts());
    this.debugger = new SessionDebugger({ ...parts, engine: () => this.engine() });
  }

  get spec(): SessionSpec {
    return this.parts.spec;
  }

  get name(): string {
    return this.parts.spec.name;
  }

  get output(): SessionOutput {
    return this.parts.output;
  }

  get cells(): Cells {
    return this.parts.cells;
  }

  get history(): SessionHistory {
    return this.parts.history;
  }

  get record(): SessionRecord {
    return this.parts.record;
  }

  hasSecret(code: string): boolean {
    return this.parts.hasSecret(code);
  }

  /** When something ran last; undefined while something does. A script that is paused with no client left does not count. */
  idleSince(): Date | undefined {
    return this.queue.isBusy ? this.debugger.aloneSince() : this.#lastActive;
  }

  /** Starts the engine, if it has not been; one that could not be started is tried again. */
  engine(): Promise<SessionEngine> {
    this.#engine ??= this.#open().catch((error: unknown) => {
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  /** Starts the engine and prepares it for what may come. */
  async warmUp(rehearse?: KernelOptions['rehearse']): Promise<void> {
    const isUnused = (): boolean =>
      this.#state === 'open' && !this.queue.isBusy && this.#runs.size === 0 && this.debugger.state === 'off';
    const engine = await this.engine();
    await warmUp(engine, isUnused);
    if (isUnused()) await rehearse?.(engine, isUnused);
  }

  /** @throws SpellError `KERNEL_ENDING` */
  assertOpen(): void {
    if (this.#state !== 'closing') return;
    throw new SpellError('KERNEL_ENDING', `The session '${this.name}' is being closed`, {
      help: 'use another session, or a kernel that is not being shut down',
    });
  }

  /** @throws SpellError where there is no engine. What scripts do is in the outcome. */
  async run(request: RunRequest | CallRequest, origin: RunOrigin): Promise<Finished> {
    const { limits } = this.parts.spec;
    const limited = withTimeLimit(request, limits.timeMs);
    const run = new SessionRun(origin, limits.outputBytes);
    this.#current = run;
    this.#looks.forget();
    this.output.throttle();
    let timer: NodeJS.Timeout | undefined;
    try {
      const engine = this.#opened ?? (await this.engine());
      const started = performance.now();
      const begun = engine.run(limited);
      timer = this.#letGoAfter(limited.timeoutMs);
      this.#remember(begun.id, run);
      run.begun(begun);
      const tellEnd = this.#runEvents.begun(begun.id, request);
      const outcome = await begun.outcome;
      if (outcome.status === 'error' && outcome.engineReplaced === true) this.#tellOfReplacement(run);
      const durationMs = Math.round(performance.now() - started);
      tellEnd(outcome, durationMs);
      const workingDirectory = 'code' in request ? request.workingDirectory : undefined;
      return { runId: begun.id, outcome, durationMs, workingDirectory, isOverLimit: run.isOverLimit };
    } finally {
      clearTimeout(timer);
      this.#current = undefined;
      this.#looks.forget();
      this.#lastActive = new Date();
    }
  }

  /** Undefined also where the engine is not there yet. */
  async look(look: Look): Promise<LookedValue | undefined> {
    if (this.#state !== 'open') return undefined;
    const engine = await this.engine();
    return this.#current === undefined ? this.#looks.answer(look, () => engine.look(look)) : engine.look(look);
  }

  /** Ends what runs, and aborts what this client has put behind it. */
  interrupt(client?: string): void {
    this.queue.abortWaiting(client ?? this.#current?.origin.client ?? '');
    this.#current?.interrupt();
    this.output.unthrottle();
  }

  /** Ends this request if it runs, or answers it if it waits; others are left alone. */
  end(request: string): void {
    if (this.#current?.origin.parent.msg_id === request) {
      this.#current.interrupt();
      this.output.unthrottle();
    } else this.queue.abort(request);
  }

  /** Undefined as long as the script has asked no service for anything. */
  get hooks(): HookInspection | undefined {
    return this.#opened?.hooks?.();
  }

  status(): SessionStatus {
    const idleOrBusy = this.queue.isBusy ? 'busy' : 'idle';
    return {
      name: this.name,
      state: this.#state === 'open' ? idleOrBusy : this.#state,
      executionCount: this.executionCount,
      queued: this.queue.size,
      debugger: this.debugger.state,
      hooks: this.hooks?.counts ?? NO_HOOKS,
      retrieval: this.#opened?.retrieval?.() ?? NO_RETRIEVAL,
      record: this.record.status(),
      createdAt: this.#createdAt.toISOString(),
      lastActiveAt: this.#lastActive.toISOString(),
    };
  }

  /** Runs the call-backs of the script for a message of a comm; a failure is published, as there is no reply to it. */
  async deliver(delivery: CommDelivery, { message, identity }: Exchange): Promise<void> {
    this.assertOpen();
    const origin = originOf(message.header, identity);
    const finished = await this.run({ call: 'Comm.deliver', args: [delivery as unknown as Value] }, origin);
    const failure = await outcomeFailure(finished, this.cells);
    if (failure !== undefined) await publishFailure(failure, this.output, origin);
  }

  /** Publishes all that is still being gathered. */
  async settle(): Promise<void> {
    await this.#displays.flush();
    await this.output.flush();
  }

  /** Takes nothing new, and lets what runs go on for this time before it is interrupted. */
  async finish(graceMs: number): Promise<void> {
    this.#state = 'closing';
    await this.queue.abortAll();
    const timer = setTimeout(() => this.interrupt(), graceMs);
    await this.queue.emptied();
    clearTimeout(timer);
  }

  /** Ends what runs. */
  async dispose(): Promise<void> {
    await this.finish(0);
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.dispose();
    await this.settle();
    await this.record.close();
    this.debugger.dispose();
    this.#displays.dispose();
    this.output.dispose();
  }

  async #open(): Promise<SessionEngine> {
    const parts = this.#scriptParts();
    const engine = await this.parts.openEngine(this.parts.spec, {
      onOutput: (chunk) => this.#take(chunk),
      readInput: (maxBytes, signal, runId) => this.#readInput(maxBytes, signal, runId),
      onDebugEvent: (event) => this.debugger.tell(event),
      onToken: (text, runId) => this.#take({ runId, stream: 'stdout', bytes: Buffer.from(text) }),
      callsOf: (runId) => this.#callsOf(runId),
      keptSession: () => this.record.written(),
      keptSessionOf: async (runId) =>
        this.#runs.get(runId)?.origin.record === undefined ? undefined : this.record.id(),
      streamsTokens: (runId) => parts.originOf(runId)?.streamsTokens === true,
      methods: {
        ...this.#displays.methods,
        ...scriptCommMethods({ ...parts, comms: this.parts.comms, session: this }),
      },
    });
    if (this.#state === 'starting') this.#state = 'open';
    this.#opened = engine;
    return engine;
  }

  #callsOf(runId: string): ReturnType<CallsOf> {
    const record = this.#runs.get(runId)?.origin.record;
    return record === undefined ? undefined : (call) => record.call(call);
  }

  #scriptParts(): Pick<ScriptCommParts, 'output' | 'originOf' | 'earlierOutput'> {
    return {
      output: this.parts.output,
      originOf: (runId) => this.#runs.get(runId)?.origin,
      earlierOutput: async () => (await this.#engine)?.outputTaken(),
    };
  }

  /** The engine ends a run by itself when its time is over; what it has printed is not to hold it back then. */
  #letGoAfter(timeoutMs = Infinity): NodeJS.Timeout | undefined {
    const ms = timeoutMs + LEAVING_MS;
    return ms > MAX_TIMER_MS ? undefined : setTimeout(() => this.output.unthrottle(), ms);
  }

  #tellOfReplacement({ origin }: SessionRun): void {
    if (origin.isSilent) return;
    const text = `llmspell: the engine of session '${this.name}' had to be replaced; its globals are gone\n`;
    void this.output.write(origin.parent, 'stderr', Buffer.from(text));
  }

  #take({ runId, stream, bytes, place }: OutputChunk): void | Promise<void> {
    const run = this.#runs.get(runId);
    if (run === undefined || run.origin.isSilent) return undefined;
    // What has been shown before comes before; asked once for all that is gathered, lest a loop of both gathers nothing.
    const shown = this.output.isGathering ? undefined : this.#displays.flush();
    const admitted = run.admit(bytes);
    run.origin.record?.print(admitted);
    if (run.isOverLimit) this.output.unthrottle();
    const written = this.output.write(run.origin.parent, stream, admitted, this.debugger.lineOf(place));
    return shown === undefined ? written : Promise.all([shown, written]).then(() => undefined);
  }

  async #readInput(maxBytes: number, signal: AbortSignal, runId: string): Promise<Uint8Array | null> {
    const run = this.#runs.get(runId);
    if (run === undefined) return null;
    if (run.unread.byteLength === 0) {
      await this.output.flush();
      const bytes = await this.parts.input.read(run.origin, maxBytes, signal);
      if (bytes === null) return null;
      run.unread = bytes;
    }
    const taken = run.unread.subarray(0, maxBytes);
    run.unread = run.unread.subarray(taken.byteLength);
    return taken;
  }

  #remember(runId: string, run: SessionRun): void {
    this.#runs.set(runId, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > REMEMBERED_RUNS) this.#runs.delete(oldest!);
  }
}

function withTimeLimit<R extends { readonly timeoutMs?: number }>(request: R, limitMs = Infinity): R {
  const timeoutMs = Math.min(request.timeoutMs ?? Infinity, limitMs);
  return timeoutMs === Infinity ? request : { ...request, timeoutMs };
}
