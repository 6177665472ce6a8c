// Embeds anew what another embedder has embedded, document by document: pieces stay as they are. Control thread.

import type { StoredChunk, StoredDocument, VectorStore } from '../stores/vector-store.js';
import { tokensOf } from './chunk-text.js';
import type { Embedder } from './embedder.js';

export interface ReindexOptions {
  readonly namespace: string;
  readonly embedder: Embedder;
  /** Documents with higher numbers. */
  readonly after: number;
  readonly signal: AbortSignal;
}

export interface ReindexedPage {
  /** Of the documents that were embedded anew. */
  readonly ids: readonly string[];
  /** Where to go on; undefined at the end. */
  readonly after?: number | undefined;
}

const PAGE = 20;

interface Outdated {
  readonly document: StoredDocument;
  readonly chunks: readonly StoredChunk[];
}

/** Goes through some documents. @throws SpellError `PROVIDER_*`, `STATE_*`: what is done stays */
export async function reindex(store: VectorStore, options: ReindexOptions): Promise<ReindexedPage> {
  const { namespace, embedder, after, signal } = options;
  const names = await store.embedders(namespace, signal);
  if (names.every((name) => name === embedder.name)) return { ids: [] };
  // What is put anew gets a higher number, and has this embedder by then.
  const page = await store.documents(namespace, after, PAGE, signal);
  const outdated: Outdated[] = [];
  for (const document of page) {
    const chunks = await store.chunksOf(namespace, document.number, signal);
    if (chunks.some((chunk) => chunk.embedder !== embedder.name)) outdated.push({ document, chunks });
  }
  const vectors = await vectorsOf(outdated, embedder, signal);
  for (const each of outdated) {
    signal.throwIfAborted();
    await putAnew(store, each, vectors, options);
  }
  const ids = outdated.map(({ document }) => document.id);
  return { ids, after: page.length < PAGE ? undefined : page.at(-1)!.number };
}

/** By the text; no server takes a piece without any. */
async function vectorsOf(
  outdated: readonly Outdated[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array | undefined>> {
  const texts = [...new Set(outdated.flatMap(({ chunks }) => chunks.map(({ text }) => text.trim())))];
  const asked = texts.filter((text) => text !== '');
  if (asked.length === 0) return new Map();
  const vectors = await embedder.embed(asked, signal);
  return new Map(asked.map((text, at) => [text, vectors[at]]));
}

async function putAnew(
  store: VectorStore,
  { document: { id, metadata, occurredAt, expiresAt }, chunks }: Outdated,
  vectors: ReadonlyMap<string, Float32Array | undefined>,
  { namespace, embedder, signal }: ReindexOptions,
): Promise<void> {
  const document = {
    id,
    // Unlike any that ingest makes, which takes it for another document.
    fingerprint: `again by ${embedder.name}`,
    metadata,
    tokens: tokensOf(chunks.map(({ text }) => text).join('')),
    embedder: embedder.name,
    chunks: chunks.map(({ text, start, hash }) => ({ text, start, hash, vector: vectors.get(text.trim()) })),
    occurredAt,
    // What stays for ever does so still, whatever its namespace says by now.
    ttlMs: expiresAt === undefined ? Infinity : Math.max(1, expiresAt - Date.now()),
  };
  await store.put(namespace, document, signal);
}
