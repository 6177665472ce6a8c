// One thread of the pool: does one task at a time, and is ended where the task has to end. Control thread.

import { Worker } from 'node:worker_threads';
import { Deferred } from '../../base/deferred.js';
import { SpellError } from '../../base/errors.js';
import type { TaskAnswer, TaskRequest } from './messages.js';

/** Beside this file, or the starter of its bundle beside the bundle that this file is in. */
const WORKER_FILE = import.meta.url.endsWith('/pool-thread.js') ? './worker.js' : './pool.cjs';

const MAX_HEAP_MB = 512;

export class PoolThread {
  private readonly worker: Worker;
  private task: Deferred<unknown> | undefined;
  private ended = false;

  constructor() {
    this.worker = new Worker(new URL(WORKER_FILE, import.meta.url), {
      name: 'llmspell pool',
      stdin: false,
      // Nothing of this process's environment is a task's business.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.worker.on('message', (answer: TaskAnswer) => this.settle(answer));
    this.worker.on('error', (error) => this.fail(isOutOfMemory(error) ? outOfMemory() : error));
    this.worker.on('exit', (code) => this.fail(new Error(`a thread of the pool has exited with code ${code}`)));
    // A thread without a task keeps no process alive.
    this.worker.unref();
  }

  /** Whether it can do another task. */
  get isUsable(): boolean {
    return !this.ended;
  }

  /** @throws SpellError of the task, `TOOL_OUT_OF_MEMORY`, or the reason of {@link end} */
  async perform(request: TaskRequest): Promise<unknown> {
    const task = new Deferred<unknown>();
    this.task = task;
    this.worker.ref();
    try {
      this.worker.postMessage(request);
      return await task.promise;
    } finally {
      this.task = undefined;
      this.worker.unref();
    }
  }

  private settle(answer: TaskAnswer): void {
    switch (answer.type) {
      case 'result':
        this.task?.resolve(answer.value);
        break;
      case 'refused': {
        const { code, message, options } = answer.refusal;
        const error = new SpellError(code, message, options);
        if (answer.isSpoilt) this.end(error);
        else this.task?.reject(error);
        break;
      }
      case 'failed':
        this.end(new Error(`a task of the pool failed: ${answer.stack}`));
    }
  }

  private fail(error: unknown): void {
    this.ended = true;
    this.task?.reject(error);
  }

  /** Ends the thread, wherever its task is; the task fails with the reason. */
  end(reason: unknown): void {
    this.fail(reason);
    void this.worker.terminate();
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory(): SpellError {
  return new SpellError('TOOL_OUT_OF_MEMORY', `it took more than ${MAX_HEAP_MB} MiB of memory and was ended`, {
    category: 'Resource error',
    help: 'give it less at once',
  });
}
