// An operation with hooks around it: before it, when its parameters are looked at, after it, and where it fails. Control thread.

import { randomUUID } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import type { HookPoint } from '../../base/hook-points.js';
import type { CallContext, Value } from '../../base/values.js';
import { pause } from '../deadline.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { Decision, HookService, Occasion } from './hook-service.js';

/** Points of an operation, in the order in which they fire. */
export interface Points {
  readonly before: readonly HookPoint[];
  readonly after?: HookPoint;
  readonly error?: HookPoint;
}

export interface Operation {
  readonly points: Points;
  readonly component: Occasion['component'];
  /** What hooks see of it, and may change. */
  readonly data: ValueObject;
  /** @param target name that a hook has put in the place of the component's */
  perform(data: ValueObject, target: string | undefined): Promise<Value> | Value;
  /** Whether another component can take its place. */
  readonly canRedirect: boolean;
}

/**
 * Performs it as its hooks say.
 *
 * @throws SpellError `HOOK_CANCELLED`, and what the operation throws
 */
export async function performWithHooks(hooks: HookService, operation: Operation, call: CallContext): Promise<Value> {
  return new HookedOperation(hooks, operation, call).perform();
}

class HookedOperation {
  private readonly correlationId = randomUUID();
  private readonly tries = new Map<string, number>();
  private target: string | undefined;
  private data: ValueObject;

  constructor(
    private readonly hooks: HookService,
    private readonly operation: Operation,
    private readonly call: CallContext,
  ) {
    this.data = operation.data;
  }

  async perform(): Promise<Value> {
    for (const point of this.operation.points.before) {
      const decision = await this.before(point);
      if (decision.kind === 'replace') return this.after(decision.value);
    }
    return this.attempt();
  }

  private async before(point: HookPoint): Promise<Decision> {
    for (;;) {
      const decision = await this.fire(point, {});
      this.data = decision.data;
      this.follow(decision);
      if (decision.kind !== 'retry') return decision;
      if (!(await this.waits(point, decision))) {
        throw cancelled(decision, `it is still not to go on after ${decision.maxAttempts} attempts`);
      }
    }
  }

  private async attempt(): Promise<Value> {
    for (;;) {
      let value: Value;
      try {
        value = await this.operation.perform(this.data, this.target);
      } catch (error) {
        const saved = await this.failed(error);
        if (saved === AGAIN) continue;
        return saved.value;
      }
      const after = await this.afterOrAgain(value);
      if (after !== AGAIN) return after.value;
    }
  }

  private async after(value: Value): Promise<Value> {
    const after = await this.afterOrAgain(value);
    return after === AGAIN ? this.attempt() : after.value;
  }

  private async afterOrAgain(value: Value): Promise<typeof AGAIN | { readonly value: Value }> {
    const { after } = this.operation.points;
    if (after === undefined) return { value };
    const decision = await this.fire(after, { result: value });
    if (decision.kind === 'cancel') throw cancelled(decision);
    if (decision.kind === 'replace') return { value: decision.value };
    if (decision.kind === 'retry' && (await this.waits(after, decision))) return AGAIN;
    return { value: decision.data['result'] };
  }

  /** Throws the error where no hook has another idea. */
  private async failed(error: unknown): Promise<typeof AGAIN | { readonly value: Value }> {
    const { error: point } = this.operation.points;
    if (point === undefined || !(error instanceof SpellError) || this.call.signal.aborted) throw error;
    const told = compact({ message: error.message, code: error.code, category: error.category });
    const decision = await this.fire(point, { error: told });
    if (decision.kind === 'cancel') throw cancelled(decision, undefined, error);
    if (decision.kind === 'replace') return { value: decision.value };
    if (decision.kind === 'redirect' && this.canFollow(point)) {
      this.target = decision.target;
      return AGAIN;
    }
    if (decision.kind === 'retry' && (await this.waits(point, decision))) return AGAIN;
    throw error;
  }

  /** A target that fails is replaced once, so that two hooks cannot send it to and fro. */
  private canFollow(point: HookPoint): boolean {
    const isFirst = this.operation.canRedirect && !this.tries.has(`${point} redirect`);
    this.tries.set(`${point} redirect`, 1);
    return isFirst;
  }

  private follow(decision: Decision): void {
    if (decision.kind === 'cancel') throw cancelled(decision);
    if (decision.kind === 'redirect' && this.operation.canRedirect) this.target = decision.target;
  }

  /** False where there have been enough attempts. */
  private async waits(
    point: HookPoint,
    { delayMs, maxAttempts }: Extract<Decision, { kind: 'retry' }>,
  ): Promise<boolean> {
    const tries = (this.tries.get(point) ?? 0) + 1;
    this.tries.set(point, tries);
    if (tries > maxAttempts) return false;
    await pause(delayMs, this.call.signal);
    return true;
  }

  private fire(point: HookPoint, more: ValueObject): Promise<Decision> {
    const { runId, source } = this.call;
    const attempt = String((this.tries.get(point) ?? 0) + 1);
    const { component } = this.operation;
    const occasion: Occasion = {
      component: this.target === undefined ? component : { ...component, name: this.target },
      correlationId: this.correlationId,
      metadata: { run_id: runId, attempt, ...(source === undefined ? {} : { source }) },
      data: { ...this.data, ...more },
    };
    return this.hooks.fire(point, occasion, this.call);
  }
}

const AGAIN = Symbol('perform it again');

function cancelled(decision: Decision, reason?: string, cause?: unknown): SpellError {
  const why = reason ?? (decision.kind === 'cancel' ? decision.reason : undefined);
  return new SpellError('HOOK_CANCELLED', `cancelled by a hook${why === undefined ? '' : `: ${why}`}`, {
    category: 'Script execution error',
    help: 'Hook.list() and Hook.stats() show what is registered and has run',
    details: { hook: decision.hook ?? '' },
    cause,
  });
}
