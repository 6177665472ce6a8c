// What a hook has returned, in the words of the hooks: one of seven kinds. Control thread.

import type { Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export type HookResult =
  | { readonly kind: 'continue' }
  | { readonly kind: 'skipped'; readonly reason: string | undefined }
  | { readonly kind: 'modified'; readonly data: ValueObject }
  | { readonly kind: 'cancel'; readonly reason: string | undefined }
  | { readonly kind: 'redirect'; readonly target: string }
  | { readonly kind: 'replace'; readonly value: Value }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly maxAttempts: number }
  /** It says what it cannot mean; counts as an error of the hook. */
  | { readonly kind: 'invalid'; readonly problem: string };

const RETRY = { delayMs: 1000, maxAttempts: 3, longestMs: 60_000, mostAttempts: 100 } as const;

/** @param value the first value that the function returned, as plain data */
export function parseHookResult(value: Value): HookResult {
  if (typeof value === 'string') return ofWord(value);
  if (!isValueObject(value)) return { kind: 'continue' };
  const { type, reason, data, target } = value;
  const text = typeof reason === 'string' ? reason : undefined;
  switch (type) {
    case 'modified':
      if (isValueObject(data)) return { kind: 'modified', data };
      return invalid("type 'modified' needs data, a table");
    case 'cancel':
      return { kind: 'cancel', reason: text };
    case 'redirect':
      if (typeof target === 'string' && target !== '') return { kind: 'redirect', target };
      return invalid("type 'redirect' needs target, a name");
    case 'replace':
      return { kind: 'replace', value: data };
    case 'retry':
      return retry(value);
    case 'skipped':
      return { kind: 'skipped', reason: text };
    default:
      return { kind: 'continue' };
  }
}

/** Any word that is none of ours is the reason of a cancellation. */
function ofWord(word: string): HookResult {
  if (word === 'continue') return { kind: 'continue' };
  if (word === 'skip' || word === 'skipped') return { kind: 'skipped', reason: undefined };
  return { kind: 'cancel', reason: word };
}

function retry({ delay_ms, max_attempts }: ValueObject): HookResult {
  const delayMs = delay_ms ?? RETRY.delayMs;
  const maxAttempts = max_attempts ?? RETRY.maxAttempts;
  if (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= RETRY.longestMs))
    return invalid(`delay_ms is to be a number from 0 to ${RETRY.longestMs}`);
  if (typeof maxAttempts !== 'number' || !(maxAttempts >= 1 && maxAttempts <= RETRY.mostAttempts))
    return invalid(`max_attempts is to be a number from 1 to ${RETRY.mostAttempts}`);
  return { kind: 'retry', delayMs, maxAttempts: Math.floor(maxAttempts) };
}

function invalid(problem: string): HookResult {
  return { kind: 'invalid', problem };
}
