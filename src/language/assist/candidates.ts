// What completion proposes for names and fields: from the text, from the documentation, and from live values. Any thread.

import type { DocumentedEntry } from '../documented.js';
import { DOCUMENTATION, kindOfFields, membersOf, methodOf } from '../documentation.js';
import type { LiveField, LiveValues } from '../live-values.js';
import type { Outline } from './outline.js';
import type { VisibleName } from './scope-stack.js';
import type { Shape, Shapes } from './shapes.js';
import { functionSignature, liveSignature } from './signatures.js';

export type CandidateKind =
  | 'keyword'
  | 'local'
  | 'parameter'
  | 'upvalue'
  | 'global'
  | 'function'
  | 'method'
  | 'field'
  | 'module'
  | 'file'
  | 'folder'
  | 'label';

export interface Candidate {
  readonly text: string;
  readonly kind: CandidateKind;
  /** Of functions: how they are called. */
  readonly signature?: string;
  /** A line or two. */
  readonly documentation?: string;
}

/** Most fields that are asked for in one look; more are not proposed. */
const MAX_LIVE_FIELDS = 5000;

/** Locals in reach, nearest first. */
export function localCandidates(outline: Outline, shapes: Shapes): Candidate[] {
  return outline.visible.map((local) => {
    const shape = shapes.name(local.name);
    return ofShape(local.name, shape, kindOfLocal(local, shape), shapes);
  });
}

function kindOfLocal(local: VisibleName, shape: Shape): CandidateKind {
  if (local.kind === 'function' || isFunction(shape)) return 'function';
  return local.isUpvalue ? 'upvalue' : local.kind;
}

/** Globals of this text, live ones, and, where nothing is live, those that every session has. */
export async function globalCandidates(
  outline: Outline,
  shapes: Shapes,
  live: LiveValues | undefined,
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const fields = (await live?.fields([], MAX_LIVE_FIELDS))?.fields;
  for (const field of fields ?? []) found.set(field.name, ofLive(field, DOCUMENTATION.get(field.name), 'global'));
  if (!fields) for (const entry of membersOf('', '.').values()) found.set(entry.name, ofEntry(entry.name, entry));
  for (const [name, definitions] of outline.variables) {
    if (definitions.every(({ isLocal }) => isLocal)) continue;
    const shape = shapes.name(name);
    found.set(name, ofShape(name, shape, isFunction(shape) ? 'function' : 'global', shapes));
  }
  return sorted(found);
}

/** Fields and methods of a value; behind a colon what can be called with one. */
export async function fieldCandidates(
  owner: Shape,
  separator: '.' | ':',
  shapes: Shapes,
  live: LiveValues | undefined,
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const fields = owner.path ? (await live?.fields(owner.path, MAX_LIVE_FIELDS))?.fields : undefined;
  const path = owner.path?.join('.');
  const kind = owner.kind ?? kindOfFields(new Set(fields?.map(({ name }) => name)));
  const documented = (name: string): DocumentedEntry | undefined =>
    (kind && methodOf(kind, name)) ?? (path === undefined ? undefined : DOCUMENTATION.get(`${path}.${name}`));
  for (const field of fields ?? []) found.set(field.name, ofLive(field, documented(field.name), 'field'));
  if (!fields) {
    const known =
      kind === 'string' ? membersOf('string', '.') : kind ? membersOf(kind, ':') : membersOf(path ?? '-', '.');
    for (const [name, entry] of known) found.set(name, ofEntry(name, entry));
  }
  for (const [name, { isMethod }] of owner.fields) {
    const shape = shapes.member(owner, name);
    found.set(name, ofShape(name, shape, isMethod ? 'method' : isFunction(shape) ? 'function' : 'field', shapes));
  }
  return separator === '.' ? sorted(found) : asMethods(sorted(found), kind === undefined, documented);
}

/** Functions of documented libraries (`math`) are not called with a colon; those of other tables may be. */
function asMethods(
  candidates: readonly Candidate[],
  isTable: boolean,
  documented: (name: string) => DocumentedEntry | undefined,
): Candidate[] {
  return candidates
    .filter(({ kind, text }) => /^(?:function|method)$/.test(kind) && !(isTable && documented(text)))
    .map((candidate) => ({ ...candidate, kind: 'method' }));
}

function isFunction({ functionToken, entry }: Shape): boolean {
  return functionToken !== undefined || (entry !== undefined && entry.kind !== 'constant');
}

function ofShape(text: string, shape: Shape, kind: CandidateKind, shapes: Shapes): Candidate {
  const { functionToken, entry } = shape;
  const signature =
    functionToken === undefined ? entry?.signature : functionSignature(shapes.code, functionToken, text);
  return {
    text,
    kind,
    ...(signature !== undefined && { signature }),
    ...(entry && { documentation: entry.documentation }),
  };
}

function ofEntry(text: string, entry: DocumentedEntry): Candidate {
  const { kind, signature, documentation } = entry;
  if (kind === 'constant') return { text, kind: entry.name.includes('.') ? 'field' : 'global', documentation };
  return { text, kind, signature, documentation };
}

function ofLive(field: LiveField, entry: DocumentedEntry | undefined, otherwise: 'global' | 'field'): Candidate {
  const isCallable = field.type === 'function';
  if (entry && isCallable === (entry.kind !== 'constant')) return ofEntry(field.name, entry);
  if (!isCallable) return { text: field.name, kind: otherwise, documentation: field.preview };
  const signature = liveSignature(field);
  return { text: field.name, kind: 'function', ...(signature !== undefined && { signature }) };
}

function sorted(found: ReadonlyMap<string, Candidate>): Candidate[] {
  return [...found.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}
