// The documents that a command works on: those of the store itself, or of a kernel that runs. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { silentLogger } from '../../base/log.js';
import type { DocumentOutcome, SourceDocument } from '../../services/retrieval/ingestion.js';
import type { FoundPiece } from '../../services/retrieval/found-piece.js';
import type { ReindexedPage } from '../../services/retrieval/reindex.js';
import type { RetrievalService, SearchRequest, WholeDocument } from '../../services/retrieval/retrieval-service.js';
import type { NamespaceStats } from '../../services/stores/vector-store.js';
import type { CliOptions } from '../options.js';

export type KeptDocument = Omit<WholeDocument, 'updatedAt' | 'occurredAt'>;

export interface IngestTask {
  readonly namespace: string;
  readonly signal: AbortSignal;
  /** Told after each document. */
  readonly onDocument: (id: string, outcome: DocumentOutcome) => void;
}

/** Methods throw where the signal is aborted; what is done by then stays. */
export interface RagAccess extends Disposable {
  /** What new documents are embedded by. */
  embedder(): Promise<string>;
  /** Sorted. */
  namespaces(signal: AbortSignal): Promise<readonly string[]>;
  ingest(documents: AsyncIterable<SourceDocument>, task: IngestTask): Promise<void>;
  search(query: string, request: SearchRequest): Promise<readonly FoundPiece[]>;
  stats(namespace: string, signal: AbortSignal): Promise<NamespaceStats>;
  drop(namespace: string, signal: AbortSignal): Promise<void>;
  /** Some documents; from 0 on until it says no more where to go on. */
  reindex(namespace: string, after: number, signal: AbortSignal): Promise<ReindexedPage>;
  tidy(signal: AbortSignal): Promise<void>;
  documents(namespace: string, signal: AbortSignal): AsyncIterable<KeptDocument>;
}

/** @throws SpellError `CONFIG_*`, `STATE_*` and `RAG_UNAVAILABLE`, or `KERNEL_*` */
export async function openRag(options: CliOptions): Promise<RagAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const [{ linkRunning }, { RagOfKernel }] = await Promise.all([
      import('../link-running.js'),
      import('./rag-of-kernel.js'),
    ]);
    return new RagOfKernel((await linkRunning(options.connect, options, silentLogger)).client);
  }
  const [{ loadConfig }, { configSource }, { createGrant }, { openRetrieval }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
    import('../../permissions/defaults.js'),
    import('./open-retrieval.js'),
  ]);
  const config = await loadConfig(configSource(options));
  const workingDirectory = process.cwd();
  const grant = createGrant(workingDirectory, options.permissions, config.permissions);
  return ofStore(await openRetrieval({ config, grant, workingDirectory, logger: silentLogger }));
}

function ofStore(retrieval: RetrievalService): RagAccess {
  return {
    embedder: async () => retrieval.embedder().name,
    namespaces: (signal) => retrieval.store.namespaces(signal),
    ingest: async (documents, task) => {
      await retrieval.ingest(documents, task);
    },
    search: (query, request) => retrieval.search(query, request),
    stats: (namespace, signal) => retrieval.stats(namespace, signal),
    drop: async (namespace, signal) => {
      await retrieval.store.drop(namespace, signal);
    },
    reindex: (namespace, after, signal) => retrieval.reindex(namespace, after, signal),
    tidy: (signal) => retrieval.store.tidy(signal),
    documents: (namespace, signal) => retrieval.documents(namespace, signal),
    dispose: () => retrieval.dispose(),
  };
}
