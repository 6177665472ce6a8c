// The engine as the control thread holds it: a queue of runs, host calls answered, interruption, and a new engine thread
// when one is lost. Control thread.

import { dirname, isAbsolute, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import { silentLogger } from '../base/log.js';
import type { CapturedFailure } from '../diagnostics/captured.js';
import type { VmImage } from '../vm/checkpoint.js';
import type { Engine, EngineOptions, InterruptReason, Run, RunOutcome, RunRequest } from './contract.js';
import { EngineWorker } from './engine-worker.js';
import { HostCalls } from './host-calls.js';
import { Interrupter } from './interrupter.js';
import type { FromEngine, ThreadOutcome } from './messages.js';

const DEFAULT_MEMORY = 2 ** 30;
const DEFAULT_GRACE_MS = 2000;

/** Starts the engine thread at once; runs may be given before it is up. */
export function createEngine(options: EngineOptions): Engine {
  return new ThreadedEngine(options);
}

class PendingRun implements Run {
  readonly outcome: Promise<RunOutcome>;
  settle!: (outcome: RunOutcome) => void;
  /** Set when an interruption came before the run was sent. */
  interrupted: InterruptReason | undefined;

  constructor(
    readonly number: number,
    readonly request: RunRequest,
    private readonly onInterrupt: (run: PendingRun, reason: InterruptReason) => void,
  ) {
    this.outcome = new Promise((done) => (this.settle = done));
  }

  get id(): string {
    return `run-${this.number}`;
  }

  interrupt(reason: InterruptReason = 'interrupted'): void {
    this.onInterrupt(this, reason);
  }
}

class ThreadedEngine implements Engine {
  readonly ready: Promise<void>;
  private worker: EngineWorker;
  private interrupter: Interrupter;
  private readonly calls: HostCalls;
  private readonly queue: PendingRun[] = [];
  private current: PendingRun | undefined;
  private runs = 0;
  private image: VmImage | undefined;
  private disposed: Promise<void> | undefined;
  private settleReady!: { resolve: () => void; reject: (error: Error) => void };
  private isReady = false;

  constructor(private readonly options: EngineOptions) {
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }));
    this.ready.catch(() => undefined);
    this.calls = new HostCalls(options, (message) => {
      this.worker.post(message);
    });
    [this.worker, this.interrupter] = this.startWorker();
  }

  run(request: RunRequest): Run {
    const run = new PendingRun(++this.runs, request, (r, reason) => {
      this.interrupt(r, reason);
    });
    if (this.disposed !== undefined) run.settle(outcomeOf(endedFailure('internal', 'the engine has been closed')));
    else this.queue.push(run);
    this.next();
    return run;
  }

  outputTaken(): Promise<void> {
    return this.worker.output.drained();
  }

  dispose(): Promise<void> {
    this.disposed ??= this.close();
    return this.disposed;
  }

  private async close(): Promise<void> {
    this.interrupter.ended();
    this.calls.abort();
    await this.worker.dispose();
    const failure = endedFailure('internal', 'the engine has been closed');
    for (const run of [this.current, ...this.queue.splice(0)]) run?.settle(outcomeOf(failure));
    this.current = undefined;
  }

  private startWorker(): [EngineWorker, Interrupter] {
    const worker: EngineWorker = new EngineWorker(
      {
        memoryLimit: this.options.maxMemoryBytes ?? DEFAULT_MEMORY,
        permissions: this.options.permissions,
        workingDirectory: this.workingDirectory,
        modulePath: this.options.modulePath ?? [],
        keepImages: this.options.keepImages ?? false,
        ...(this.image === undefined ? {} : { image: this.image }),
      },
      {
        onMessage: (message) => {
          if (this.worker === worker) this.receive(message);
        },
        onDeath: (error) => {
          if (this.worker === worker) this.died(error);
        },
        onOutput: (run, stream, bytes) => this.options.onOutput?.({ runId: `run-${run}`, stream, bytes }),
      },
    );
    const interrupter = new Interrupter(worker.memory, this.options.graceMs ?? DEFAULT_GRACE_MS, (reason) => {
      if (this.worker === worker) void this.replace(stuckFailure(reason));
    });
    return [worker, interrupter];
  }

  private get workingDirectory(): string {
    return this.options.workingDirectory ?? process.cwd();
  }

  private next(): void {
    if (this.current !== undefined || this.disposed !== undefined) return;
    const run = this.queue.shift();
    if (run === undefined) return;
    if (run.interrupted !== undefined) {
      run.settle(outcomeOf(endedFailure(run.interrupted, `${run.interrupted} before it began`)));
      this.next();
      return;
    }
    this.current = run;
    this.calls.begin(run.number, run.id);
    this.interrupter.started(run.number, run.request.timeoutMs);
    const { request } = run;
    this.worker.post({
      type: 'run',
      run: run.number,
      code: request.code,
      chunkName: request.chunkName,
      scriptName: request.scriptName,
      scriptDirectory: request.scriptDirectory ?? this.directoryOf(request.scriptName),
      args: request.args ?? [],
    });
  }

  private directoryOf(script: string | undefined): string {
    if (script === undefined) return this.workingDirectory;
    return dirname(isAbsolute(script) ? script : resolve(this.workingDirectory, script));
  }

  private interrupt(run: PendingRun, reason: InterruptReason): void {
    run.interrupted = reason;
    if (this.current !== run) return;
    this.calls.abort();
    this.interrupter.interrupt(run.number, reason);
  }

  private receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.settleReady.resolve();
        return;
      case 'call':
        void this.calls.answer(message);
        return;
      case 'invoked':
        this.calls.invoked(message);
        return;
      case 'log':
        (this.options.logger ?? silentLogger).log(message.record);
        return;
      case 'done':
        if (message.image !== undefined) this.image = message.image;
        void this.finish(message.outcome);
    }
  }

  /** Ends the current run once all of its output has been taken. */
  private async finish(outcome: ThreadOutcome): Promise<void> {
    const run = this.current;
    this.interrupter.ended();
    this.calls.end();
    await this.worker.output.drained();
    if (run === undefined || this.current !== run) return;
    this.current = undefined;
    run.settle(outcome);
    this.next();
  }

  private died(error: Error): void {
    if (!this.isReady) {
      this.settleReady.reject(new SpellError('ENGINE_START', `the engine thread did not start: ${error.message}`, { cause: error }));
      const failure = endedFailure('internal', `the engine thread did not start: ${error.message}`);
      for (const run of [this.current, ...this.queue.splice(0)]) run?.settle(outcomeOf(failure));
      this.current = undefined;
      return;
    }
    void this.replace(endedFailure('internal', `the engine thread has died: ${error.message}`));
  }

  /** Gives the run up with its thread, and goes on with a new one. */
  private async replace(failure: CapturedFailure): Promise<void> {
    const lost = this.worker;
    const run = this.current;
    this.interrupter.ended();
    this.calls.abort();
    this.calls.end();
    [this.worker, this.interrupter] = this.startWorker();
    await lost.dispose();
    if (run !== undefined && this.current === run) {
      this.current = undefined;
      run.settle({ status: 'error', failure, engineReplaced: true });
    }
    this.next();
  }
}

const outcomeOf = (failure: CapturedFailure): RunOutcome => ({ status: 'error', failure });

function endedFailure(kind: CapturedFailure['kind'], message: string): CapturedFailure {
  return { kind, message, frames: [], globals: {} };
}

function stuckFailure(reason: InterruptReason): CapturedFailure {
  return endedFailure(
    reason,
    `${reason}: the script was inside one long operation of a library function and could not be stopped; its engine has been replaced`,
  );
}
