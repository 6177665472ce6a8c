// Embeds anew what another embedder has embedded, document by document: pieces stay as they are. Control thread.

import type { VectorStore } from '../stores/vector-store.js';
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
      const vectors = await embedder.embed(
        chunks.map(({ text }) => text.trim()),
        signal,
      );
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
          chunks: chunks.map(({ text, start, hash }, at) => ({ text, start, hash, vector: vectors[at] })),
          occurredAt,
          ttlMs: expiresAt === undefined ? undefined : Math.max(1, expiresAt - Date.now()),
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
