// The engine as the control thread holds it: a queue of runs, host calls answered, interruption, and a new engine thread
// when one is lost. Control thread.

import { resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import { silentLogger, type Logger } from '../base/log.js';
import { MEMORY_PAGES } from '../base/shared-memory.js';
import type { CapturedFailure } from '../diagnostics/captured.js';
import type { VmImage } from '../vm/checkpoint.js';
import type { LocatedFrame } from '../vm/locate.js';
import type {
  CallRequest,
  Engine,
  EngineOptions,
  InterruptReason,
  Look,
  LookedValue,
  OutputChunk,
  Run,
  RunRequest,
} from './contract.js';
import type { DebugAnswer, DebugCommandName, DebugEvent, DebugRequest } from '../debugger/contract.js';
import { DebugCalls, debuggerLost } from './debug-calls.js';
import { EngineWorker } from './engine-worker.js';
import { CLOSED, capturedFrames, endedFailure, outcomeOf, stuckFailure } from './failures.js';
import { HostCalls } from './host-calls.js';
import { Interrupter } from './interrupter.js';
import { ReEntry } from './re-entry.js';
import type { FromEngine, RunSetting, ThreadOutcome } from './messages.js';
import { Looks } from './looks.js';
import { PendingRun } from './pending-run.js';
import { settingOf, workOf } from './run-message.js';

const DEFAULT_MEMORY = 2 ** 30;
const DEFAULT_GRACE_MS = 2000;

/** Starts the engine thread at once; runs may be given before it is up. */
export function createEngine(options: EngineOptions): Engine {
  return new ThreadedEngine(options);
}

class ThreadedEngine implements Engine {
  readonly ready: Promise<void>;
  private worker: EngineWorker;
  private interrupter: Interrupter;
  private reEntry: ReEntry;
  private readonly calls: HostCalls;
  private readonly looks = new Looks((message) => this.worker.post(message));
  private readonly debugCalls = new DebugCalls((message) => this.worker.post(message));
  private readonly queue: PendingRun[] = [];
  private current: PendingRun | undefined;
  private runs = 0;
  /** Of the last run of code; calls find what it has left. */
  private setting: RunSetting;
  private image: VmImage | undefined;
  private onLocated: ((frames: readonly LocatedFrame[]) => void) | undefined;
  private disposed: Promise<void> | undefined;
  private settleReady!: { resolve: () => void; reject: (error: Error) => void };
  private isUp = false;
  /** Why there are no more runs. */
  private refusal: CapturedFailure | undefined;

  constructor(private readonly options: EngineOptions) {
    this.setting = settingOf({}, this.workingDirectory);
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }));
    this.ready.catch(() => undefined);
    this.calls = new HostCalls(
      options,
      (message) => {
        this.reEntry.runs();
        this.worker.post(message);
      },
      () => this.worker.wake(),
    );
    [this.worker, this.interrupter, this.reEntry] = this.startWorker();
  }

  run(request: RunRequest | CallRequest): Run {
    const run = new PendingRun(++this.runs, request, (r, reason) => {
      this.interrupt(r, reason);
    });
    if (this.refusal !== undefined) run.settle(outcomeOf(this.refusal));
    else this.queue.push(run);
    this.next();
    return run;
  }

  async look(look: Look): Promise<LookedValue | undefined> {
    if (!this.isUp) await this.ready.catch(() => undefined);
    const isIdle = this.current === undefined || this.current.hasLeft;
    return this.refusal === undefined ? this.looks.ask(look, isIdle) : undefined;
  }

  async debug<N extends DebugCommandName>(command: N, request: DebugRequest<N>): Promise<DebugAnswer<N>> {
    if (!this.isUp) await this.ready.catch(() => undefined);
    if (this.refusal !== undefined) throw debuggerLost();
    if (command !== 'terminate') return this.debugCalls.ask(command, request);
    this.current?.interrupt();
    return {};
  }

  outputTaken(): Promise<void> {
    return this.worker.output.drained();
  }

  dispose(): Promise<void> {
    this.disposed ??= this.close();
    return this.disposed;
  }

  private async close(): Promise<void> {
    this.refusal = CLOSED;
    this.looks.forget();
    this.debugCalls.forget();
    this.leave();
    await this.worker.dispose();
    this.giveUp(CLOSED.message);
  }

  private startWorker(lost?: EngineWorker): [EngineWorker, Interrupter, ReEntry] {
    const worker: EngineWorker = new EngineWorker(
      {
        memoryLimit: Math.min(this.options.maxMemoryBytes ?? DEFAULT_MEMORY, MEMORY_PAGES.maximum * 65536),
        permissions: this.options.permissions,
        workingDirectory: this.workingDirectory,
        modulePath: (this.options.modulePath ?? []).map((folder) => resolve(this.workingDirectory, folder)),
        keepImages: this.options.keepImages ?? false,
        tellSources: this.options.tellSources ?? false,
        ...(this.image === undefined ? {} : { image: this.image }),
        ...(lost === undefined ? {} : { lost: lost.memory }),
      },
      {
        onMessage: (message) => {
          if (this.worker === worker) this.receive(message);
        },
        onDeath: (error) => {
          if (this.worker === worker) this.died(error);
        },
        onOutput: (run, stream, bytes, place) => this.takeOutput({ runId: `run-${run}`, stream, bytes, place }),
      },
      lost === undefined ? this.options.thread : undefined,
    );
    const interrupter = new Interrupter(worker.memory, this.options.graceMs ?? DEFAULT_GRACE_MS, (reason) => {
      if (this.worker === worker) void this.replace(stuckFailure(reason));
    });
    return [worker, interrupter, new ReEntry(worker.memory)];
  }

  private async takeOutput(chunk: OutputChunk): Promise<void> {
    try {
      await this.options.onOutput?.(chunk);
    } catch (error) {
      const message = `output was not taken: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      this.logger.log({ level: 'error', module: 'engine', message, runId: chunk.runId });
    }
  }

  private get logger(): Logger {
    return this.options.logger ?? silentLogger;
  }

  private get workingDirectory(): string {
    return this.options.workingDirectory ?? process.cwd();
  }

  private next(): void {
    if (this.current !== undefined || this.refusal !== undefined) return;
    const run = this.queue.shift();
    if (run === undefined) return;
    if (run.interrupted !== undefined) {
      run.settle(outcomeOf(endedFailure(run.interrupted, `${run.interrupted} before it began`)));
      this.next();
      return;
    }
    this.current = run;
    if ('code' in run.request) this.setting = settingOf(run.request, this.workingDirectory);
    this.calls.begin(run.number, run.id, this.setting.workingDirectory);
    this.startClock();
    this.worker.post({ type: 'run', run: run.number, work: workOf(run.request), setting: this.setting });
  }

  /** A deadline counts from when there is somebody to run the script. */
  private startClock(): void {
    const run = this.current;
    if (!this.isUp || run === undefined || run.hasLeft) return;
    this.interrupter.started(run.number, run.request.timeoutMs);
    this.reEntry.begins();
  }

  private interrupt(run: PendingRun, reason: InterruptReason): void {
    run.interrupted = reason;
    if (this.current !== run || run.hasLeft) return;
    this.calls.abort();
    this.interrupter.interrupt(run.number, reason);
  }

  private receive(message: Exclude<FromEngine, { type: 'place' }>): void {
    switch (message.type) {
      case 'ready':
        this.isUp = true;
        this.settleReady.resolve();
        this.startClock();
        return;
      case 'lost':
        this.onLocated?.(message.frames);
        return;
      case 'call':
        this.reEntry.rests();
        void this.calls.answer(message);
        return;
      case 'cancel':
        this.calls.cancelCall(message.call);
        return;
      case 'invoked':
        this.reEntry.rests();
        this.calls.invoked(message);
        return;
      case 'debugged':
        this.debugCalls.answered(message);
        return;
      case 'debugEvent':
        this.tell(message.event);
        return;
      case 'looked':
        this.looks.answered(message);
        return;
      case 'log':
        this.logger.log(message.record);
        return;
      case 'done':
        if (message.image !== undefined) this.image = message.image;
        void this.finish(message.outcome);
    }
  }

  private tell(event: DebugEvent): void {
    if (event.type === 'stopped') {
      this.interrupter.pauses();
      this.reEntry.rests();
    } else if (event.type === 'continued') {
      this.interrupter.goesOn();
      this.reEntry.runs();
    }
    this.options.onDebugEvent?.(event);
  }

  /** Ends the current run once all of its output has been taken. */
  private async finish(outcome: ThreadOutcome): Promise<void> {
    const run = this.current;
    this.leave();
    await this.worker.output.drained();
    if (run === undefined || this.current !== run) return;
    this.current = undefined;
    run.settle(outcome);
    this.next();
  }

  /** Nothing of the current run goes on. */
  private leave(): void {
    if (this.current !== undefined) this.current.hasLeft = true;
    this.interrupter.ended();
    this.reEntry.rests();
    this.calls.end();
  }

  private died(error: Error): void {
    if (this.isUp) void this.replace(endedFailure('internal', `the engine thread has died: ${error.message}`));
    else this.giveUp(`the engine thread did not start: ${error.message}`, error);
  }

  /** There will be no engine thread any more. */
  private giveUp(message: string, cause?: unknown): void {
    this.settleReady.reject(new SpellError('ENGINE_START', message, { cause }));
    this.onLocated?.([]);
    this.leave();
    this.refusal = endedFailure('internal', message);
    for (const run of [this.current, ...this.queue.splice(0)]) run?.settle(outcomeOf(this.refusal));
    this.current = undefined;
  }

  /** Gives the run up with its thread, and goes on with a new one. */
  private async replace(failure: CapturedFailure): Promise<void> {
    const lost = this.worker;
    // One that has left already ends by itself.
    const run = this.current?.hasLeft === true ? undefined : this.current;
    this.leave();
    this.looks.forget();
    this.debugCalls.forget();
    this.isUp = false;
    const located = new Promise<readonly LocatedFrame[]>((resolve) => (this.onLocated = resolve));
    try {
      [this.worker, this.interrupter, this.reEntry] = this.startWorker(lost);
    } catch (error) {
      this.giveUp('no other engine thread could be started', error);
    }
    await lost.dispose();
    lost.abandon();
    const frames = capturedFrames(await located);
    if (this.refusal === undefined) this.options.onDebugEvent?.({ type: 'restarted' });
    if (run !== undefined && this.current === run) {
      this.current = undefined;
      run.settle({ status: 'error', failure: { ...failure, frames }, engineReplaced: true });
    }
    this.next();
  }
}
