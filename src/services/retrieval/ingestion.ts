// Takes documents in: what is new is divided, embedded and stored, document by document, so that what is in stays in, however the rest
// ends. Control thread.

import { createHash } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import type { ThreadPool } from '../pool/thread-pool.js';
import type { ChunkInput, VectorStore } from '../stores/vector-store.js';
import type { ValueObject } from '../value-kinds.js';
import { tokensOf } from './chunk-text.js';
import type { Chunking } from './chunk-text.js';
import type { DocumentKind } from './document-kind.js';
import { lifetimeOf, timeOf } from './documents.js';
import type { Embedder } from './embedder.js';
import { badDocument } from './retrieval-errors.js';

export interface SourceDocument {
  readonly id: string;
  readonly content: string | Uint8Array;
  readonly kind: DocumentKind;
  readonly metadata: ValueObject;
}

export interface IngestOptions {
  readonly namespace: string;
  readonly embedder: Embedder;
  readonly chunking: Chunking;
  readonly signal: AbortSignal;
  readonly runId?: string | undefined;
  /** Told after each document; without it a document that cannot be taken in ends the rest. */
  readonly onDocument?: (id: string, outcome: DocumentOutcome) => void;
}

export type DocumentOutcome =
  | { readonly status: 'stored'; readonly chunks: number }
  /** It is there already, as it is. */
  | { readonly status: 'unchanged' }
  | { readonly status: 'refused'; readonly error: SpellError };

export interface IngestReport {
  readonly documents: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly chunks: number;
  readonly vectors: number;
  /** Of documents that were stored, estimated. */
  readonly tokens: number;
}

export interface IngestParts {
  readonly store: VectorStore;
  readonly pool: ThreadPool;
  /** Told of each document that was stored, however the rest ends. */
  readonly onStored?: (chunks: number) => void;
}

/** So much is done at once. */
const [BATCH_DOCUMENTS, BATCH_CHARACTERS] = [32, 512 * 1024];
/** Of one document: larger ones are better divided by who knows them. */
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;
const MAX_PDF_BYTES = 64 * 1024 * 1024;
const GROUP_CHUNKS = 64;
const TIMEOUT_MS = 10 * 60_000;
/** A change of how texts are divided or embedded makes every document a new one. */
const VERSION = 1;

/**
 * @param documents read as they are needed; one with an id twice counts as often as it comes
 * @throws SpellError `RAG_DOCUMENT`, `PROVIDER_*`, `STATE_*`: what was stored stays
 */
export async function ingest(
  documents: Iterable<SourceDocument> | AsyncIterable<SourceDocument>,
  options: IngestOptions,
  parts: IngestParts,
): Promise<IngestReport> {
  const total = { documents: 0, unchanged: 0, refused: 0, chunks: 0, vectors: 0, tokens: 0 };
  for await (const batch of batches(documents)) {
    options.signal.throwIfAborted();
    await new Batch(options, parts, total).take(batch);
  }
  return total;
}

/** As many as are done at once. */
export async function* batches(
  documents: Iterable<SourceDocument> | AsyncIterable<SourceDocument>,
): AsyncGenerator<readonly SourceDocument[], void, undefined> {
  let [batch, size, ids] = [[] as SourceDocument[], 0, new Set<string>()];
  for await (const document of documents) {
    // Of two with one id the second is compared with what the first has stored.
    if (batch.length >= BATCH_DOCUMENTS || size >= BATCH_CHARACTERS || ids.has(document.id)) {
      yield batch;
      [batch, size, ids] = [[], 0, new Set()];
    }
    batch.push(document);
    ids.add(document.id);
    size += document.content.length;
  }
  if (batch.length > 0) yield batch;
}

/** Fields by name: tables of scripts have them in another order in every process. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Totals = { -readonly [K in keyof IngestReport]: IngestReport[K] };

/** A document in pieces. */
interface Divided extends SourceDocument {
  readonly fingerprint: string;
  readonly tokens: number;
  readonly chunks: readonly ChunkInput[];
}

/** As many as one request takes, or one. */
function groupsOf(documents: readonly Divided[]): readonly (readonly Divided[])[] {
  const groups: Divided[][] = [];
  let chunks = Infinity;
  for (const document of documents) {
    if (chunks + document.chunks.length > GROUP_CHUNKS) {
      groups.push([]);
      chunks = 0;
    }
    groups.at(-1)!.push(document);
    chunks += document.chunks.length;
  }
  return groups;
}

class Batch {
  private embedded = 0;
  private embeddedTokens = 0;

  constructor(
    private readonly options: IngestOptions,
    private readonly parts: IngestParts,
    private readonly total: Totals,
  ) {}

  async take(batch: readonly SourceDocument[]): Promise<void> {
    const fitting = batch.filter((document) => this.admits(document));
    const fingerprints = new Map(
      await Promise.all(fitting.map(async (each) => [each.id, await this.fingerprint(each)] as const)),
    );
    const { namespace, signal } = this.options;
    const stored = await this.parts.store.fingerprints(namespace, [...fingerprints.keys()], signal);
    const changed = fitting.filter(({ id }) => stored.get(id) !== fingerprints.get(id));
    for (const document of fitting) if (!changed.includes(document)) await this.keep(document);
    try {
      await this.prepare(changed, fingerprints);
    } finally {
      const { embedded, embeddedTokens } = this;
      if (embedded > 0) await this.parts.store.count(namespace, { embedded, embeddedTokens });
    }
  }

  /** What is too large is not read through. */
  private admits({ id, content, kind, metadata }: SourceDocument): boolean {
    const most = kind === 'pdf' ? MAX_PDF_BYTES : MAX_DOCUMENT_BYTES;
    try {
      lifetimeOf(metadata);
      if (content.length <= most) return true;
      throw badDocument(id, `is larger than ${most / 2 ** 20} MiB`, 'divide it, and take the parts in');
    } catch (error) {
      this.refuse(id, error as SpellError);
      return false;
    }
  }

  private async fingerprint({ content, kind, metadata }: SourceDocument): Promise<string> {
    const { chunking, embedder } = this.options;
    const about = JSON.stringify([VERSION, kind, chunking, embedder.name, metadata], inOrder);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return createHash('sha256').update(about).update(new Uint8Array(digest)).digest('base64url');
  }

  private async keep({ id, metadata }: SourceDocument): Promise<void> {
    const { namespace, signal, onDocument } = this.options;
    await this.parts.store.renew(namespace, id, lifetimeOf(metadata), signal);
    this.total.documents += 1;
    this.total.unchanged += 1;
    onDocument?.(id, { status: 'unchanged' });
  }

  private async prepare(
    documents: readonly SourceDocument[],
    fingerprints: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (documents.length === 0) return;
    const { chunking, embedder, signal } = this.options;
    const raw = documents.map(({ id, content, kind }) => ({ id, content, kind }));
    const prepared = await this.parts.pool.run('prepareDocuments', [raw, chunking, embedder.isOffline], {
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    const divided: Divided[] = [];
    for (const [at, each] of prepared.entries()) {
      if ('refusal' in each) this.refuse(each.id, new SpellError('RAG_DOCUMENT', each.refusal.message, each.refusal));
      else divided.push({ ...documents[at]!, ...each, fingerprint: fingerprints.get(each.id)! });
    }
    for (const group of groupsOf(divided)) await this.storeAll(group);
  }

  /** Embedded together, stored one by one. */
  private async storeAll(group: readonly Divided[]): Promise<void> {
    const vectors = await this.vectorsFor(group.flatMap(({ chunks }) => chunks));
    for (const document of group) {
      this.options.signal.throwIfAborted();
      await this.store(
        document,
        document.chunks.map((chunk) => ({ ...chunk, vector: vectors.get(chunk.hash) ?? chunk.vector })),
      );
    }
  }

  private async store({ id, metadata, fingerprint, tokens }: Divided, chunks: readonly ChunkInput[]): Promise<void> {
    const { namespace, embedder, signal, onDocument } = this.options;
    const [occurredAt, ttlMs] = [timeOf(metadata), lifetimeOf(metadata)];
    const document = { id, fingerprint, metadata, tokens, embedder: embedder.name, chunks, occurredAt, ttlMs };
    await this.parts.store.put(namespace, document, signal);
    this.parts.onStored?.(chunks.length);
    this.total.documents += 1;
    this.total.chunks += chunks.length;
    this.total.vectors += chunks.filter(({ vector }) => vector !== undefined).length;
    this.total.tokens += tokens;
    onDocument?.(id, { status: 'stored', chunks: chunks.length });
  }

  /** By the hash of their text. A text that the embedder has seen in this namespace is not asked for again. */
  private async vectorsFor(chunks: readonly ChunkInput[]): Promise<ReadonlyMap<string, Float32Array>> {
    const { namespace, embedder, signal, runId } = this.options;
    if (embedder.isOffline) {
      this.countEmbedded(chunks.map(({ text }) => text));
      return new Map();
    }
    const hashes = [...new Set(chunks.map(({ hash }) => hash))];
    const known = new Map(await this.parts.store.vectorsOf(namespace, embedder.name, hashes, signal));
    const texts = new Map(chunks.map(({ hash, text }) => [hash, text.trim()]));
    const missing = hashes.filter((hash) => !known.has(hash) && texts.get(hash) !== '');
    if (missing.length === 0) return known;
    const asked = missing.map((hash) => texts.get(hash)!);
    const vectors = await embedder.embed(asked, signal, runId);
    missing.forEach((hash, at) => known.set(hash, vectors[at]!));
    this.countEmbedded(asked);
    return known;
  }

  private countEmbedded(texts: readonly string[]): void {
    this.embedded += texts.length;
    this.embeddedTokens += texts.reduce((sum, text) => sum + tokensOf(text), 0);
  }

  private refuse(id: string, error: SpellError): void {
    if (this.options.onDocument === undefined) throw error;
    this.total.refused += 1;
    this.options.onDocument(id, { status: 'refused', error });
  }
}
