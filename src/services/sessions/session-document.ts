// A kept session as a text that another place takes in: its steps and its artifacts are in it. Control thread.

import { SpellError } from '../../base/errors.js';
import type { JsonLike } from '../../base/tagged-json.js';
import type { KeptArtifact } from '../stores/artifact-store.js';
import type { DamagedStep, KeptSession, SessionStep } from '../stores/session-store.js';
import {
  artifactRecord,
  sessionRecord,
  stepRecord,
  toArtifact,
  toSession,
  toStep,
  utf8,
} from '../stores/session-record.js';

export interface SessionDocument {
  readonly session: KeptSession;
  /** In order. */
  readonly steps: readonly SessionStep[];
  /** Steps that could not be read when it was written, and are not in it. */
  readonly damaged: readonly DamagedStep[];
  readonly artifacts: readonly { readonly artifact: KeptArtifact; readonly content: Uint8Array }[];
}

const FORMAT = 'llmspell-session';
const VERSION = 1;

type Fields = Readonly<Record<string, JsonLike>>;

export function writeDocument({ session, steps, damaged, artifacts }: SessionDocument): string {
  const document = {
    ...{ format: FORMAT, version: VERSION },
    session: {
      ...{ id: session.id, name: session.name, status: session.status },
      ...{ created_at: session.createdAt, updated_at: session.updatedAt, record: plain(sessionRecord(session)) },
    },
    steps: steps.map((step) => ({
      ...{
        number: step.number,
        code: step.code,
        output: step.output,
        started_at: step.startedAt,
        record: plain(stepRecord(step)),
      },
    })),
    ...(damaged.length === 0 ? {} : { damaged: damaged.map(({ number, problem }) => ({ number, problem })) }),
    artifacts: artifacts.map(({ artifact, content }) => ({
      ...{ sequence: artifact.sequence, hash: artifact.hash, name: artifact.name, type: artifact.type },
      ...{ created_at: artifact.createdAt, record: plain(artifactRecord(artifact, artifact)) },
      content: Buffer.from(content).toString('base64'),
    })),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** @param place where the text is from, for the error. @throws SpellError `SESSION_DOCUMENT` */
export function readDocument(text: string, place: string): SessionDocument {
  try {
    return parsed(text);
  } catch (error) {
    throw new SpellError('SESSION_DOCUMENT', `${place} is no session: ${(error as Error).message}`, {
      category: 'Storage error',
      help: 'give a file that llmspell session export wrote',
    });
  }
}

function parsed(text: string): SessionDocument {
  const all = fieldsOf(jsonOf(text), 'it');
  if (all['format'] !== FORMAT) throw new Error(`its format is not '${FORMAT}'`);
  if (all['version'] !== VERSION) {
    throw new Error(`it is of version ${JSON.stringify(all['version'])}, and this program reads version ${VERSION}`);
  }
  const session = toSession(sessionRow(fieldsOf(all['session'], 'session')));
  return {
    session,
    steps: listOf(all['steps'], 'steps').map((step, index) => toStep(stepRow(session.id, index + 1, step))),
    damaged: listOf(all['damaged'] ?? [], 'damaged').map((fields) => ({
      ...{ id: session.id, number: numberOf(fields, 'number'), problem: textOf(fields, 'problem') },
    })),
    artifacts: listOf(all['artifacts'], 'artifacts').map((artifact) => toPair(session.id, artifact)),
  };
}

/** The parser's own words would show what is in the file. */
function jsonOf(text: string): JsonLike {
  try {
    return JSON.parse(text) as JsonLike;
  } catch {
    throw new Error('it is not JSON, or not all of it');
  }
}

function sessionRow(fields: Fields): Parameters<typeof toSession>[0] {
  return {
    ...{ id: textOf(fields, 'id'), name: utf8(textOf(fields, 'name')), status: textOf(fields, 'status') },
    ...{ created_at: numberOf(fields, 'created_at'), updated_at: numberOf(fields, 'updated_at') },
    ...{ holder: null, record: JSON.stringify(fieldsOf(fields['record'], 'record')) },
  };
}

/** @param place which has the steps of a document without numbers */
function stepRow(session: string, place: number, fields: Fields): Parameters<typeof toStep>[0] {
  return {
    ...{
      session,
      number: fields['number'] === undefined ? place : numberOf(fields, 'number'),
      error: null,
      started_at: numberOf(fields, 'started_at'),
    },
    ...{ code: utf8(textOf(fields, 'code')), output: utf8(textOf(fields, 'output')) },
    record: JSON.stringify(fieldsOf(fields['record'], 'record')),
  };
}

function toPair(session: string, fields: Fields): SessionDocument['artifacts'][number] {
  const content = Buffer.from(textOf(fields, 'content'), 'base64');
  const artifact = toArtifact({
    ...{ session, sequence: numberOf(fields, 'sequence'), hash: textOf(fields, 'hash') },
    ...{ name: utf8(textOf(fields, 'name')), type: utf8(textOf(fields, 'type')), size: content.byteLength },
    ...{ created_at: numberOf(fields, 'created_at'), compression: null, stored_size: null },
    record: JSON.stringify(fieldsOf(fields['record'], 'record')),
  });
  return { artifact, content };
}

function plain(record: string): JsonLike {
  return JSON.parse(record) as JsonLike;
}

function listOf(value: JsonLike | undefined, name: string): readonly Fields[] {
  if (!Array.isArray(value)) throw new Error(`'${name}' is not a list`);
  return (value as readonly JsonLike[]).map((item) => fieldsOf(item, `an entry of '${name}'`));
}

function fieldsOf(value: JsonLike | undefined, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error(`${name} is not an object`);
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Error(`'${name}' is not a text`);
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number') return value;
  throw new Error(`'${name}' is not a number`);
}
