// One engine thread from the time on when it has an engine: its memory, its output and its messages. Control thread.

import type { Worker } from 'node:worker_threads';
import { FLAG, WORD } from '../base/shared-memory.js';
import type { FromEngine, ToEngine, WorkerInit } from './messages.js';
import { OutputReader, type TakeOutput } from './output-reader.js';
import { StartedThread } from './started-thread.js';

export interface EngineWorkerEvents {
  readonly onMessage: (message: Exclude<FromEngine, { type: 'place' }>) => void;
  /** The thread has died by itself. */
  readonly onDeath: (error: Error) => void;
  readonly onOutput: TakeOutput;
}

const MAX_SHOWN_BYTES = 256 * 2 ** 20;

export class EngineWorker {
  readonly memory: WebAssembly.Memory;
  readonly output: OutputReader;
  private readonly worker: Worker;
  private readonly flag: Int32Array;
  private readonly mailbox: Int32Array;
  private ending = false;

  constructor(init: WorkerInit, events: EngineWorkerEvents, { memory, worker } = new StartedThread()) {
    this.memory = memory;
    this.worker = worker;
    this.flag = new Int32Array(memory.buffer, WORD.flag, 1);
    this.mailbox = new Int32Array(memory.buffer, WORD.mailbox, 1);
    this.output = new OutputReader(this.memory, events.onOutput);
    this.worker.on('message', (message: FromEngine) => {
      if (message.type === 'place') this.output.places.add(message.number, message.place);
      else events.onMessage(message);
    });
    const died = (error: Error): void => {
      if (this.ending) return;
      this.ending = true;
      events.onDeath(error);
    };
    this.worker.on('error', died);
    this.worker.on('messageerror', died);
    this.worker.on('exit', (code) => {
      died(new Error(`the engine thread has exited with code ${code}`));
    });
    this.worker.postMessage(init);
    this.notify();
  }

  post(message: ToEngine): void {
    this.worker.postMessage(message);
    // These are served while Lua computes as well.
    if (message.type === 'debug' || message.type === 'look') Atomics.or(this.flag, 0, FLAG.serve);
    this.notify();
  }

  /** Lua is to look whether it may go on. */
  wake(): void {
    Atomics.or(this.flag, 0, FLAG.serve);
    this.notify();
  }

  private notify(): void {
    Atomics.add(this.mailbox, 0, 1);
    Atomics.notify(this.mailbox, 0);
  }

  /** Nobody needs the memory any more. The collector sees a small object, so it is shown an untouched one of the size. */
  abandon(): void {
    new ArrayBuffer(Math.min(this.memory.buffer.byteLength, MAX_SHOWN_BYTES));
  }

  /** Ends the thread, wherever it is, and lets what output is left be taken. */
  async dispose(): Promise<void> {
    this.ending = true;
    await settledWithin(PATIENCE_MS, this.worker.terminate());
    await settledWithin(PATIENCE_MS, this.output.stop());
  }
}

/**
 * A thread inside a system call that does not return cannot be ended, and who takes the output may never do so: nobody waits for
 * either longer than this.
 */
const PATIENCE_MS = 2000;

async function settledWithin(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
