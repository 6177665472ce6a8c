// Sessions, steps and artifacts as rows of a database: what has no column of its own is one text of JSON. Control thread.

import type { Value } from '../../base/values.js';
import type { KeptArtifact, NewArtifact } from './artifact-store.js';
import { decodeValue, encodeValue } from './encode-value.js';
import type { KeptSession, NewStep, SessionStatus, SessionStep } from './session-store.js';

export const SESSION_STATUSES: readonly SessionStatus[] = ['active', 'suspended', 'completed', 'failed', 'archived'];

export interface SessionRow {
  readonly id: string;
  readonly name: Uint8Array;
  readonly status: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly holder: string | null;
  readonly record: string;
}

export interface StepRow {
  readonly session: string;
  readonly number: number;
  readonly code: Uint8Array;
  readonly output: Uint8Array;
  readonly error: Uint8Array | null;
  readonly started_at: number;
  readonly record: string;
}

export interface ArtifactRow {
  readonly session: string;
  readonly sequence: number;
  readonly hash: string;
  readonly name: Uint8Array;
  readonly type: Uint8Array;
  readonly created_at: number;
  readonly size: number;
  readonly record: string;
  readonly compression: string | null;
  readonly stored_size: number | null;
}

export function sessionRecord(session: KeptSession): string {
  const { description, tags, parentId, metadata, origin, shutdown } = session;
  return encodeValue({ description, tags, parentId, metadata, origin, shutdown });
}

/** @throws Error that says what is wrong */
export function toSession(row: SessionRow): KeptSession {
  const fields = fieldsOf(row.record);
  const { description, tags, parentId, metadata, origin, shutdown } = fields;
  const status = SESSION_STATUSES.find((known) => known === row.status);
  if (status === undefined) throw new Error(`'${row.status}' is no status`);
  if (!isTexts(tags) || typeof description !== 'string') throw new Error('its record is not one of a session');
  return {
    id: row.id,
    name: textOf(row.name),
    description,
    tags,
    status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    parentId: typeof parentId === 'string' ? parentId : null,
    metadata: isRecord(metadata) ? metadata : {},
    origin: origin === 'kernel' || origin === 'command' ? origin : 'script',
    holder: row.holder,
    shutdown: shutdown === 'clean' || shutdown === 'unclean' ? shutdown : null,
  };
}

export function stepRecord(step: NewStep): string {
  const { result, status, error, durationMs, manner, calls, callsLeftOut, outputLeftOut } = step;
  const all = { result, status, error, durationMs, manner, calls, callsLeftOut, outputLeftOut };
  return encodeValue(all as unknown as Value);
}

/** @throws Error that says what is wrong */
export function toStep(row: StepRow): SessionStep {
  const { status, durationMs, manner, calls, result, error, callsLeftOut, outputLeftOut } = fieldsOf(row.record);
  if (typeof status !== 'string' || typeof durationMs !== 'number' || !isRecord(manner)) {
    throw new Error('its record is not one of a step');
  }
  return {
    session: row.session,
    number: row.number,
    code: textOf(row.code),
    output: textOf(row.output),
    ...(typeof outputLeftOut === 'number' ? { outputLeftOut } : {}),
    startedAt: row.started_at,
    status: status as SessionStep['status'],
    durationMs,
    result: typeof result === 'string' ? result : null,
    error: isRecord(error) ? (error as unknown as SessionStep['error']) : null,
    manner: manner as unknown as SessionStep['manner'],
    calls: Array.isArray(calls) ? (calls as SessionStep['calls']) : [],
    callsLeftOut: typeof callsLeftOut === 'number' ? callsLeftOut : 0,
  };
}

export function artifactRecord(
  { description, mimeType, tags, custom, createdBy }: NewArtifact,
  { version, parent }: Pick<KeptArtifact, 'version' | 'parent'>,
): string {
  return encodeValue({ description, mimeType, tags, custom, createdBy, version, parent } as unknown as Value);
}

/** @throws Error that says what is wrong */
export function toArtifact(row: ArtifactRow): KeptArtifact {
  const { description, mimeType, tags, custom, createdBy, version, parent } = fieldsOf(row.record);
  return {
    session: row.session,
    sequence: row.sequence,
    hash: row.hash,
    name: textOf(row.name),
    type: textOf(row.type),
    createdAt: row.created_at,
    size: row.size,
    storedSize: row.stored_size ?? 0,
    isCompressed: row.compression === 'deflate',
    description: typeof description === 'string' ? description : null,
    mimeType: typeof mimeType === 'string' ? mimeType : 'application/octet-stream',
    tags: isTexts(tags) ? tags : [],
    custom: isRecord(custom) ? custom : {},
    createdBy: typeof createdBy === 'string' ? createdBy : null,
    version: typeof version === 'number' ? version : 1,
    parent: isRecord(parent) ? (parent as unknown as KeptArtifact['parent']) : null,
  };
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function fieldsOf(record: string): Readonly<Record<string, Value>> {
  const value = decodeValue(record);
  if (isRecord(value)) return value;
  throw new Error('its record is not a table');
}

function isRecord(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** An empty list of JSON is one. */
function isTexts(value: Value): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
