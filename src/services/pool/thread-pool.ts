// The threads for work that computes: what would hold the control thread is done there, and ended at its time-out or when the script
// is interrupted. One pool for the process, its threads started when there is work. Control thread.

import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Deferred } from '../../base/deferred.js';
import { SpellError } from '../../base/errors.js';
import { PoolThread } from './pool-thread.js';
import type { TaskInput, TaskName, TaskOutput } from './tasks.js';

export interface TaskLimits {
  readonly signal: AbortSignal;
  /** Counted from when a thread has taken the task. */
  readonly timeoutMs: number;
}

export class ThreadPool {
  private readonly idle: PoolThread[] = [];
  private readonly waiting: Deferred<void>[] = [];
  private busy = 0;

  constructor(private readonly size: number) {}

  /**
   * Does a task in a thread of the pool.
   *
   * @throws SpellError of the task, `TOOL_TIMEOUT`, `TOOL_OUT_OF_MEMORY` or `TOOL_RESULT_TOO_LARGE`; the signal's reason
   */
  async run<N extends TaskName>(name: N, input: TaskInput<N>, limits: TaskLimits): Promise<TaskOutput<N>> {
    // A run has one signal for everything that it has under way.
    setMaxListeners(0, limits.signal);
    await this.turn(limits.signal);
    let thread: PoolThread | undefined;
    try {
      limits.signal.throwIfAborted();
      thread = this.idle.pop() ?? new PoolThread();
      return (await within(limits, thread, thread.perform({ name, input }))) as TaskOutput<N>;
    } finally {
      if (thread?.isUsable === true) this.idle.push(thread);
      this.passOn();
    }
  }

  /** Waits until fewer than `size` tasks are being done, and counts as one from there on. */
  private async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.busy < this.size) {
      this.busy += 1;
      return;
    }
    const mine = new Deferred<void>();
    const leave = (): void => {
      const place = this.waiting.indexOf(mine);
      if (place !== -1) this.waiting.splice(place, 1);
      mine.reject(signal.reason);
    };
    this.waiting.push(mine);
    signal.addEventListener('abort', leave, { once: true });
    await mine.promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** The turn goes to who has waited longest. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy -= 1;
    else next.resolve();
  }
}

async function within(limits: TaskLimits, thread: PoolThread, done: Promise<unknown>): Promise<unknown> {
  const { signal, timeoutMs } = limits;
  const abort = (): void => thread.end(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => thread.end(timedOut(timeoutMs)), timeoutMs);
  try {
    return await done;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function timedOut(timeoutMs: number): SpellError {
  return new SpellError('TOOL_TIMEOUT', `it took more than ${timeoutMs} ms and was ended`, {
    category: 'Timeout error',
    help: 'give it less to do, or more time where it takes timeout_ms',
  });
}

/** Two at least, so that one long task holds nobody. */
export const pool = new ThreadPool(Math.min(4, Math.max(2, availableParallelism() - 1)));
