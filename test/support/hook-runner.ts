// Hooks as functions of a test, run as the engine runs those of scripts (src/base/hook-run.ts). For tests of the service alone.

import type { HookRun } from '../../src/base/hook-run.js';
import type { CallContext, Value } from '../../src/base/values.js';
import type { ValueObject } from '../../src/services/value-kinds.js';

export type TestHook = (context: ValueObject) => Value;

export class HookRunner {
  readonly functions = new Map<string, TestHook>();
  /** Crossings to the engine. */
  crossings = 0;
  /** Ids of those that have run. */
  readonly ran: string[] = [];
  /** How long the next ones take. */
  ms = 0;

  private inside: readonly string[] = [];

  /** A call of a script that fires hooks; one that is made by a hook says so. */
  call(more: Partial<CallContext> = {}): CallContext {
    return {
      runId: 'run-1',
      workingDirectory: '/',
      signal: new AbortController().signal,
      invoke: () => Promise.reject(new Error('nothing is to be called back')),
      inside: this.inside,
      invokeNamed: (_name, args, _wakeMs, inside = this.inside) => Promise.resolve([this.within(inside, args)]),
      ...more,
    };
  }

  private within(inner: readonly string[], args: readonly Value[]): Value {
    const { inside } = this;
    this.inside = inner;
    try {
      return this.run(args) as unknown as Value;
    } finally {
      this.inside = inside;
    }
  }

  private run([, context, limitMs, ids]: readonly Value[]): HookRun {
    this.crossings += 1;
    const times: number[] = [];
    const ended = (rest: Pick<HookRun, 'status' | 'result' | 'message'>): HookRun => {
      return { ...rest, times, count: times.length, limitMs: limitMs as number, isWatched: false };
    };
    for (const id of ids as readonly string[]) {
      times.push(this.ms);
      const run = this.functions.get(id);
      if (run === undefined) return ended({ status: 'gone' });
      this.ran.push(id);
      try {
        const result = run(context as ValueObject);
        if (result !== undefined && result !== 'continue') return ended({ status: 'result', result });
      } catch (error) {
        return ended({ status: 'error', message: (error as Error).message });
      }
    }
    return ended({ status: 'done' });
  }
}
