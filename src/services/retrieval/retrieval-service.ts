// Retrieval as scripts and commands use it: documents in, pieces out. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { RetrievalSettings } from '../../config/retrieval-settings.js';
import type { ThreadPool } from '../pool/thread-pool.js';
import type { ProviderRegistry } from '../providers/provider-registry.js';
import type { NamespaceStats, StoredDocument, VectorStore } from '../stores/vector-store.js';
import type { Chunking } from './chunk-text.js';
import type { Embedder } from './embedder.js';
import { Embedders } from './embedders.js';
import { ingest } from './ingestion.js';
import { describePiece } from './found-piece.js';
import type { FoundPiece } from './found-piece.js';
import type { IngestOptions, IngestReport, SourceDocument } from './ingestion.js';
import { reindex } from './reindex.js';
import type { ReindexedPage } from './reindex.js';
import { badOption } from './retrieval-errors.js';
import { search } from './searching.js';
import type { SearchOptions } from './searching.js';

export interface RetrievalParts {
  readonly store: VectorStore;
  readonly pool: ThreadPool;
  readonly providers: ProviderRegistry;
  readonly settings: RetrievalSettings;
}

/** What the settings say where it is left out. */
export type IngestRequest = Omit<IngestOptions, 'embedder' | 'chunking'> & {
  readonly provider?: string | undefined;
  readonly chunking?: { readonly [K in keyof Chunking]?: Chunking[K] | undefined };
};
export type SearchRequest = Omit<SearchOptions, 'limit'> & { readonly limit?: number | undefined };

/** A document with its whole text. */
export interface WholeDocument extends StoredDocument {
  readonly content: string;
}

/** What was done by one service. */
export interface RetrievalCounts {
  readonly documents: number;
  readonly pieces: number;
  readonly searches: number;
}

const PAGE = 100;

export class RetrievalService implements Disposable {
  readonly store: VectorStore;
  readonly embedders: Embedders;
  private done: RetrievalCounts = { documents: 0, pieces: 0, searches: 0 };

  constructor(private readonly parts: RetrievalParts) {
    this.store = parts.store;
    this.embedders = new Embedders(parts.providers);
  }

  get settings(): RetrievalSettings {
    return this.parts.settings;
  }

  /** Asks no database. */
  get counts(): RetrievalCounts {
    return this.done;
  }

  /** What new documents are embedded by. @throws SpellError `RAG_EMBEDDER`, `PROVIDER_*` */
  embedder(name?: string): Embedder {
    const { embedder, model } = this.settings;
    return this.embedders.find(name ?? embedder, name === undefined || name === embedder ? model : undefined);
  }

  /** @throws SpellError `RAG_*`, `PROVIDER_*`, `STATE_*`: what was stored stays */
  ingest(
    documents: Iterable<SourceDocument> | AsyncIterable<SourceDocument>,
    { provider, chunking, ...request }: IngestRequest,
  ): Promise<IngestReport> {
    const options = { ...request, embedder: this.embedder(provider), chunking: this.chunking(chunking) };
    return ingest(documents, options, { ...this.parts, onStored: (chunks) => this.add(1, chunks, 0) });
  }

  /** @throws SpellError `RAG_*`, `PROVIDER_*`, `STATE_*` */
  async search(query: string, request: SearchRequest): Promise<readonly FoundPiece[]> {
    const options = { ...request, limit: request.limit ?? this.settings.topK };
    const found = await search(query, options, {
      store: this.store,
      findEmbedder: (name) => this.embedders.find(name),
    });
    this.add(0, 0, 1);
    await this.store.count(request.namespace, { searches: 1 }, request.signal);
    return found.map(describePiece);
  }

  /** Embeds anew what another embedder has embedded, of some documents; 0 begins. @throws as {@link ingest} */
  reindex(namespace: string, after: number, signal: AbortSignal): Promise<ReindexedPage> {
    return reindex(this.store, { namespace, embedder: this.embedder(), after, signal });
  }

  stats(namespace: string, signal?: AbortSignal): Promise<NamespaceStats> {
    return this.store.stats(namespace, signal);
  }

  /** One after the other, in the order in which they were stored; `first`: behind the one of this number. */
  async *documents(namespace: string, signal?: AbortSignal, first = 0): AsyncGenerator<WholeDocument, void, undefined> {
    for (let after = first; ;) {
      const page = await this.store.documents(namespace, after, PAGE, signal);
      for (const document of page) {
        const chunks = await this.store.chunksOf(namespace, document.number, signal);
        yield { ...document, content: joined(chunks) };
      }
      if (page.length < PAGE) return;
      after = page.at(-1)!.number;
    }
  }

  async dispose(): Promise<void> {
    await this.store.dispose();
  }

  private add(documents: number, pieces: number, searches: number): void {
    const { done } = this;
    this.done = {
      documents: done.documents + documents,
      pieces: done.pieces + pieces,
      searches: done.searches + searches,
    };
  }

  private chunking(given: IngestRequest['chunking'] = {}): Chunking {
    const { chunkSize, chunkOverlap, chunkStrategy } = this.settings;
    const size = given.size ?? chunkSize;
    // An overlap that nobody has asked for gives way to small pieces.
    const overlap = given.overlap ?? Math.min(chunkOverlap, Math.floor(size / 2));
    if (overlap < size) return { size, overlap, strategy: given.strategy ?? chunkStrategy };
    throw badOption(`chunking: an overlap of ${overlap} leaves nothing of pieces of ${size} tokens`, 'overlap less');
  }
}

/** Pieces overlap; each says where it begins. */
function joined(chunks: readonly { readonly start: number; readonly text: string }[]): string {
  return chunks.reduce((content, { start, text }) => content + text.slice(content.length - start), '');
}
