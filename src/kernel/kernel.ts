// A kernel: sessions behind a transport, from its first status to its end. Control thread.

import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { sep } from 'node:path';
import { SpellError } from '../base/errors.js';
import { OpenedLate } from '../base/opened-late.js';
import { Wire } from '../protocol/wire.js';
import { COMM_TARGETS } from '../protocol/vendor.js';
import type { RetrievalService } from '../services/retrieval/retrieval-service.js';
import { Cells } from './cells.js';
import { Clients, MAIN_SESSION } from './clients.js';
import { Comms } from './comms.js';
import type { EndReason, Kernel, KernelOptions, KernelStatus, SessionSpec } from './contract.js';
import { Dispatcher } from './dispatcher.js';
import { createHandlers } from './handlers.js';
import { KernelHistory } from './history.js';
import { IdleTimer } from './idle-timer.js';
import { InputRequests } from './input.js';
import { KernelRecords } from './records.js';
import { RateLimit } from './output/rate-limit.js';
import { SessionOutput } from './output/session-output.js';
import { Publisher } from './publisher.js';
import { Session } from './session.js';
import { Sessions } from './sessions.js';
import { createTarget } from './targets/answer.js';
import type { Methods } from './targets/answer.js';
import { artifactMethods } from './targets/artifact.js';
import { eventMethods } from './targets/event.js';
import { hookMethods } from './targets/hook.js';
import { keptSessionMethods } from './targets/kept-session.js';
import { ragMethods } from './targets/rag.js';
import { sessionMethods } from './targets/session.js';
import { stateMethods } from './targets/state.js';

/** Serves at once. The kernel owns its transport from now on and closes it when it ends. */
export function createKernel(options: KernelOptions): Kernel {
  return new ServingKernel(options);
}

class ServingKernel implements Kernel {
  readonly ready: Promise<void>;
  readonly ended: Promise<EndReason>;
  readonly #startedAt = new Date();
  readonly #counts = { finished: 0, failed: 0, running: 0 };
  readonly #sender = { session: randomUUID(), username: userName() };
  readonly #publisher: Publisher;
  readonly #clients: Clients;
  readonly #comms: Comms;
  readonly #input: InputRequests;
  readonly #history: KernelHistory;
  readonly #records: KernelRecords;
  readonly #retrieval: OpenedLate<RetrievalService>;
  readonly #sessions: Sessions;
  readonly #dispatcher: Dispatcher;
  readonly #idle: IdleTimer;
  #lastActive = new Date();
  #settleEnded!: (reason: EndReason) => void;
  #ending: Promise<void> | undefined;
  /** Ends what comm targets are doing. */
  readonly #leaving = new AbortController();

  constructor(private readonly options: KernelOptions) {
    const { id, key, transport, events, logger, limits } = options;
    const wire = new Wire(key);
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.#publisher = new Publisher(id, this.#sender, wire, transport);
    this.#clients = new Clients(options.maxClients, () => transport.connections());
    this.#input = new InputRequests(this.#sender, wire, transport, logger);
    this.#history = new KernelHistory(id, options.openHistory, logger);
    const { archive, records: settings } = options;
    this.#records = new KernelRecords({ kernelId: id, archive, settings, events, logger });
    this.#retrieval = new OpenedLate(options.openRetrieval);
    this.#comms = new Comms(this.#publisher, (exchange) => this.#sessions.of(exchange), logger);
    this.#sessions = new Sessions({
      create: (spec) => this.#createSession(spec),
      main: { name: MAIN_SESSION, limits },
      maxSessions: options.maxSessions,
      idleTimeoutMs: options.sessionIdleTimeoutMs,
      onOpened: (session) => this.#sessionOpened(session),
      onClosed: (session) => this.#sessionClosed(session),
    });
    this.#addTargets();
    this.#idle = new IdleTimer(
      options.idleTimeoutMs,
      () => this.#idleSince(),
      () => void this.shutdown('idle'),
    );
    this.#dispatcher = new Dispatcher({
      sender: this.#sender,
      wire,
      transport,
      publisher: this.#publisher,
      clients: this.#clients,
      comms: this.#comms,
      input: this.#input,
      handlers: this.#createHandlers(),
      laneOf: (exchange) => this.#sessions.of(exchange),
      logger,
      onActivity: () => (this.#lastActive = new Date()),
    });
    transport.onGone = (identity) => this.#clientGone(identity);
    this.ready = this.#serve();
  }

  status(): KernelStatus {
    const memory = process.memoryUsage();
    return {
      id: this.options.id,
      version: this.options.version,
      pid: process.pid,
      startedAt: this.#startedAt.toISOString(),
      uptimeMs: Date.now() - this.#startedAt.getTime(),
      memory: { rssBytes: memory.rss, heapBytes: memory.heapUsed },
      sessions: this.#sessions.list().map((session) => session.status()),
      clients: this.#clients.list(),
      maxClients: this.options.maxClients,
      events: this.options.events.stats(),
      executions: { ...this.#counts },
    };
  }

  interrupt(): void {
    for (const session of this.#sessions.list()) session.interrupt();
  }

  shutdown(reason: EndReason): Promise<void> {
    this.#ending ??= this.#end(reason, this.options.shutdownGraceMs);
    return this.#ending;
  }

  dispose(): Promise<void> {
    this.interrupt();
    this.#ending ??= this.#end('disposed', 0);
    return this.#ending;
  }

  /** Resolves when all channels are served; they are served until the transport is closed. */
  async #serve(): Promise<void> {
    // First, because its thread takes longest.
    this.#startEngine(this.#sessions.get(MAIN_SESSION));
    for (const channel of ['shell', 'control', 'stdin'] as const) void this.#dispatcher.serve(channel);
    if (this.options.isEmbedded !== true) this.#records.tendLater();
    void this.#welcome();
    void this.#publisher.publish('status', { execution_state: 'starting' });
  }

  /** Nobody waits for it yet, but somebody will. */
  #startEngine(session: Session): void {
    const { isEmbedded, isWarm, rehearse } = this.options;
    const isReady = isEmbedded === true || isWarm === true;
    const started = isReady ? session.engine() : session.warmUp(session.name === MAIN_SESSION ? rehearse : undefined);
    started.catch((error: unknown) => {
      const message = `the engine of ${session.name} did not start: ${String(error)}`;
      this.options.logger.log({ level: 'warn', module: 'kernel', message });
    });
  }

  async #welcome(): Promise<void> {
    for await (const topic of this.options.transport.subscriptions()) void this.#publisher.welcome(topic);
  }

  #createSession(spec: SessionSpec): Session {
    const { outputBytesPerSecond } = spec.limits;
    const { cellFolder, openEngine, isEmbedded = false, hasSecret = () => false, onMuchOutput } = this.options;
    const rate = new RateLimit(outputBytesPerSecond);
    const files = cellFiles(cellFolder);
    return new Session({
      spec,
      openEngine,
      output: new SessionOutput(spec.name, this.#publisher, rate, { isEmbedded, onMuchOutput }),
      cells: new Cells(files),
      files,
      input: this.#input,
      comms: this.#comms,
      events: this.options.events,
      history: this.#history.forSession(),
      record: this.#records.forSession(spec.name),
      hasSecret,
      connections: () => this.options.transport.connections(),
    });
  }

  #clientGone(identity: Uint8Array): void {
    this.#input.clientGone(identity);
    this.#clients.gone(identity);
    for (const { debugger: debug } of this.#sessions.list()) debug.clientGone(identity);
  }

  #sessionOpened(session: Session): void {
    this.#startEngine(session);
    this.#comms.notify(COMM_TARGETS.session, { event: 'opened', name: session.name });
    this.#tell('session.opened', session.name);
  }

  #sessionClosed(session: Session): void {
    this.#clients.leaveSession(session.name);
    this.#comms.leave(session);
    this.#comms.notify(COMM_TARGETS.session, { event: 'closed', name: session.name });
    this.#tell('session.closed', session.name);
  }

  #tell(type: string, session: string): void {
    this.options.events.tell(type, () => ({ data: { session }, session }));
  }

  /** Undefined while something goes on: a request that is no more than a script paused for nobody is nothing. */
  #idleSince(): Date | undefined {
    if (this.#dispatcher.underWay === 0) return this.#lastActive;
    const busy = this.#sessions.list().filter(({ queue }) => queue.isBusy);
    const times = busy.flatMap((session) => session.idleSince() ?? []);
    if (busy.length === 0 || times.length < busy.length) return undefined;
    return new Date(Math.max(...[this.#lastActive, ...times].map((time) => time.getTime())));
  }

  #addTargets(): void {
    const { limits, logger, state, events, archive } = this.options;
    const { session, state: stateTarget, event, hook, artifact, rag } = COMM_TARGETS;
    const kept = keptSessionMethods(archive.shown.sessions, events, () => this.#records.written());
    const ofSessions = { ...sessionMethods(this.#sessions, limits), ...kept };
    const methods: Readonly<Record<string, Methods>> = {
      [session]: ofSessions,
      [artifact]: artifactMethods(archive.shown.artifacts, events),
      [stateTarget]: stateMethods(state),
      [event]: eventMethods(events),
      [hook]: hookMethods(this.#sessions),
      [rag]: ragMethods(() => this.#retrieval.get()),
    };
    for (const [name, each] of Object.entries(methods)) {
      this.#comms.addTarget(name, createTarget(name, each, logger, this.#leaving.signal));
    }
  }

  #createHandlers(): ReturnType<typeof createHandlers> {
    return createHandlers({
      version: this.options.version,
      sessionOf: (exchange) => this.#sessions.of(exchange),
      history: this.#history,
      comms: this.#comms,
      listFiles: this.options.listFiles,
      counts: this.#counts,
      onExecuted: this.options.onExecuted,
      status: () => this.status(),
      shutdown: (reason) => void this.shutdown(reason),
    });
  }

  async #end(reason: EndReason, graceMs: number): Promise<void> {
    this.#idle.dispose();
    this.#leaving.abort(new SpellError('KERNEL_ENDING', 'the kernel is being shut down'));
    await Promise.all(this.#sessions.list().map((session) => session.finish(graceMs)));
    await this.#sessions.dispose();
    await this.#records.dispose();
    const { state, events, archive } = this.options;
    await Promise.all([this.#history, this.#retrieval, state, events, archive].map(async (opened) => opened.dispose()));
    await this.options.transport.dispose();
    this.#settleEnded(reason);
  }
}

function cellFiles(folder: string): { tmpFilePrefix: string; tmpFileSuffix: string } {
  return { tmpFilePrefix: folder.endsWith(sep) ? folder : `${folder}${sep}`, tmpFileSuffix: '.lua' };
}

/** Systems need not know a name for a user. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'kernel';
  }
}
