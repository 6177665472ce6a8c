// Embeds anew what another embedder has embedded, document by document: pieces stay as they are. Control thread.

import type { StoredChunk, VectorStore } from '../stores/vector-store.js';
import { tokensOf } from './chunk-text.js';
import type { Embedder } from './embedder.js';

export interface ReindexOptions {
  readonly namespace: string;
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
  readonly onDocument?: (id: string) => void;
}

const PAGE = 100;

/** How many documents were embedded anew. @throws SpellError `PROVIDER_*`, `STATE_*`: what is done stays */
export async function reindex(store: VectorStore, options: ReindexOptions): Promise<number> {
  const { namespace, embedder, signal, onDocument } = options;
  const names = await store.embedders(namespace, signal);
  if (names.every((name) => name === embedder.name)) return 0;
  let count = 0;
  // What is put anew gets a higher number, and has this embedder by then.
  for (let after = 0; ;) {
    const page = await store.documents(namespace, after, PAGE, signal);
    for (const document of page) {
      signal.throwIfAborted();
      const chunks = await store.chunksOf(namespace, document.number, signal);
      if (chunks.every((chunk) => chunk.embedder === embedder.name)) continue;
      const vectors = await vectorsOf(chunks, embedder, signal);
      const { id, metadata, occurredAt, expiresAt } = document;
      await store.put(
        namespace,
        {
          id,
          // Unlike any that ingest makes, which takes it for another document.
          fingerprint: `again by ${embedder.name}`,
          metadata,
          tokens: tokensOf(chunks.map(({ text }) => text).join('')),
          embedder: embedder.name,
          chunks: chunks.map(({ text, start, hash }, at) => ({ text, start, hash, vector: vectors.get(at) })),
          occurredAt,
          // What stays for ever does so still, whatever its namespace says by now.
          ttlMs: expiresAt === undefined ? Infinity : Math.max(1, expiresAt - Date.now()),
        },
        signal,
      );
      count += 1;
      onDocument?.(id);
    }
    if (page.length < PAGE) return count;
    after = page.at(-1)!.number;
  }
}

/** By place; no server takes a piece without any text. */
async function vectorsOf(
  chunks: readonly StoredChunk[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Float32Array | undefined>> {
  const asked = [...chunks.entries()].filter(([, { text }]) => text.trim() !== '');
  if (asked.length === 0) return new Map();
  const texts = asked.map(([, { text }]) => text.trim());
  const vectors = await embedder.embed(texts, signal);
  return new Map(asked.map(([at], order) => [at, vectors[order]]));
}
