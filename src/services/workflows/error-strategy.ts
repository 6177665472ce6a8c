// What a workflow does when a step fails. Control thread.

import type { Value } from '../../base/values.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';
import { SpecReader } from './spec-reader.js';
import { invalidWorkflow } from './workflow-error.js';

export interface ErrorStrategy {
  readonly kind: 'fail-fast' | 'continue' | 'retry';
  /** Attempts in all, for steps that do not say how often they are to be tried again. */
  readonly attempts: number;
  /** The pause before the second attempt; it doubles from one to the next. */
  readonly pauseMs: number;
}

const FAIL_FAST: ErrorStrategy = { kind: 'fail-fast', attempts: 1, pauseMs: 1000 };

/** `continue`, `retry` (3 attempts, 1000 ms), `{type = "retry", max_attempts, backoff_ms}`; any other name is fail-fast. */
export function parseErrorStrategy(value: Value, what: string): ErrorStrategy {
  if (value === undefined || value === null) return FAIL_FAST;
  if (typeof value === 'string') return strategy(value);
  if (!isValueObject(value)) throw invalidWorkflow(`${what}: 'error_strategy' is no ${luaTypeOf(value)}`);
  const reader = new SpecReader(`${what}, error_strategy`, value);
  const named = strategy(reader.needText('type'));
  return {
    ...named,
    attempts: reader.integer('max_attempts', 1) ?? named.attempts,
    pauseMs: reader.integer('backoff_ms', 0) ?? named.pauseMs,
  };
}

function strategy(name: string): ErrorStrategy {
  if (name === 'continue') return { ...FAIL_FAST, kind: 'continue' };
  return name === 'retry' ? { ...FAIL_FAST, kind: 'retry', attempts: 3 } : FAIL_FAST;
}
