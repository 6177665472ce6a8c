// What every event must keep to, wherever it is published. Any thread.

import { SpellError } from './errors.js';

/** More belongs into state or a file, whose name the event tells. */
export const EVENT_LIMITS = { typeLength: 256, bytes: 1024 * 1024 } as const;

export interface EventRules {
  readonly type: string;
  /** About what the data takes. */
  readonly bytes: number;
  readonly correlationId?: string | undefined;
  readonly ttlMs?: number | undefined;
}

/** @throws SpellError `EVENT_ARGUMENT` */
export function checkEvent({ type, bytes, correlationId, ttlMs }: EventRules): void {
  checkEventType(type);
  if (bytes > EVENT_LIMITS.bytes) {
    throw eventArgument(
      `the data of an event takes ${EVENT_LIMITS.bytes} bytes at most, this about ${bytes}`,
      'keep it in state or in a file, and publish where it is',
    );
  }
  if (correlationId !== undefined && !UUID.test(correlationId)) {
    throw eventArgument(`correlation_id is to be a UUID, not '${correlationId}'`, 'take that of the event it answers');
  }
  if (ttlMs !== undefined && !(ttlMs > 0 && ttlMs < Infinity)) {
    throw eventArgument('ttl_seconds is to be a number above 0', 'leave it out for an event that never expires');
  }
}

/** @throws SpellError `EVENT_ARGUMENT` */
export function checkEventType(type: string, what = 'type'): void {
  if (type !== '' && type.length <= EVENT_LIMITS.typeLength) return;
  throw eventArgument(
    `the ${what} of an event has 1 to ${EVENT_LIMITS.typeLength} characters, not ${type.length}`,
    'write words with dots: job.finished',
  );
}

function eventArgument(message: string, help: string): SpellError {
  return new SpellError('EVENT_ARGUMENT', message, { category: 'Validation error', help });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
