// An event: what it is made of, how it is shown, and which ones a pattern means. Control thread.

import type { Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';

/** Who has published it: the engine itself, a script, or a client of the kernel. */
export type EventSource = 'engine' | 'script' | 'client';

export interface EventDraft {
  readonly type: string;
  readonly data: Value;
  /** A UUID; without, a new one. */
  readonly correlationId?: string | undefined;
  readonly language?: string | undefined;
  /** Who has not received it by then does not get it any more. */
  readonly ttlMs?: number | undefined;
  readonly source: EventSource;
  /** The run that it comes from, and the session and the task of that. */
  readonly runId?: string | undefined;
  readonly session?: string | undefined;
  readonly task?: string | undefined;
}

export interface SpellEvent extends EventDraft {
  readonly id: string;
  readonly correlationId: string;
  readonly language: string;
  /** Milliseconds of `Date.now`. */
  readonly at: number;
  /** Rises by one with every event of the kernel. */
  readonly sequence: number;
}

/** `*` for all, `prefix*` for those that begin so, else the one type. */
export function matchesEvent(pattern: string, type: string): boolean {
  if (!pattern.endsWith('*')) return pattern === type;
  return type.startsWith(pattern.slice(0, -1));
}

type Fields = Record<string, Value>;

/** The table that scripts and clients are given. */
export function describeEvent(event: SpellEvent): ValueObject {
  const { correlationId, ttlMs, source, runId, session, task } = event;
  // Field by field: there may be very many events.
  const metadata: Fields = { correlation_id: correlationId, source, tags: {}, priority: 0 };
  const table: Fields = {
    id: event.id,
    event_type: event.type,
    timestamp: new Date(event.at).toISOString(),
    sequence: event.sequence,
    correlation_id: correlationId,
    language: event.language,
    metadata,
    serialization_version: 1,
  };
  if (event.data !== undefined && event.data !== null) table['data'] = event.data;
  if (ttlMs !== undefined) table['ttl'] = metadata['ttl'] = ttlMs / 1000;
  if (runId !== undefined) metadata['run_id'] = runId;
  if (session !== undefined) metadata['session'] = session;
  if (task !== undefined) metadata['task'] = task;
  return table;
}
