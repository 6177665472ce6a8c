// The documents of a kernel that runs, which reads none of this machine's files: what is taken in travels with the call. Control thread.

import { SpellError } from '../../base/errors.js';
import { toTagged } from '../../base/tagged-json.js';
import { callTarget } from '../../client/call-target.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { JsonObject } from '../../protocol/schema.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import type { FoundPiece } from '../../services/retrieval/found-piece.js';
import { batches } from '../../services/retrieval/ingestion.js';
import type { SourceDocument } from '../../services/retrieval/ingestion.js';
import type { ReindexedPage } from '../../services/retrieval/reindex.js';
import type { SearchRequest } from '../../services/retrieval/retrieval-service.js';
import type { NamespaceStats } from '../../services/stores/vector-store.js';
import type { IngestTask, KeptDocument, RagAccess } from './rag-access.js';

interface Failure extends JsonObject {
  readonly code: string;
  readonly message: string;
}

/** What has become of a document. */
interface Outcome extends JsonObject {
  readonly id: string;
  readonly status: 'stored' | 'unchanged' | 'refused';
  readonly chunks?: number;
  readonly error?: Failure;
}

export class RagOfKernel implements RagAccess {
  constructor(private readonly client: KernelClient) {}

  async embedder(): Promise<string> {
    return (await this.call('scopes'))['embedder'] as string;
  }

  async namespaces(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.call('scopes', {}, signal))['scopes'] as readonly string[];
  }

  async ingest(documents: AsyncIterable<SourceDocument>, { namespace, signal, onDocument }: IngestTask): Promise<void> {
    for await (const batch of batches(documents)) {
      signal.throwIfAborted();
      const answer = await this.call('ingest', { scope: namespace, documents: batch.map(fieldsOf) }, signal);
      const outcomes = answer['documents'] as readonly Outcome[];
      for (const { id, status, chunks = 0, error } of outcomes) {
        if (status === 'unchanged') onDocument(id, { status });
        else if (error === undefined) onDocument(id, { status: 'stored', chunks });
        else onDocument(id, { status: 'refused', error: failed(error) });
      }
      if (answer['error'] !== undefined) throw failed(answer['error'] as Failure);
    }
  }

  async search(
    query: string,
    { namespace, limit, filter, mode, signal }: SearchRequest,
  ): Promise<readonly FoundPiece[]> {
    const params = { query, scope: namespace, mode, filter: (filter ?? {}) as JsonObject };
    const answer = await this.call('search', { ...params, ...(limit === undefined ? {} : { limit }) }, signal);
    return answer['results'] as unknown as readonly FoundPiece[];
  }

  async stats(namespace: string, signal: AbortSignal): Promise<NamespaceStats> {
    return (await this.call('stats', { scope: namespace }, signal)) as unknown as NamespaceStats;
  }

  async drop(namespace: string, signal: AbortSignal): Promise<void> {
    await this.call('clear', { scope: namespace }, signal);
  }

  async reindex(namespace: string, after: number, signal: AbortSignal): Promise<ReindexedPage> {
    return (await this.call('index', { scope: namespace, after }, signal)) as unknown as ReindexedPage;
  }

  async tidy(signal: AbortSignal): Promise<void> {
    await this.call('tidy', {}, signal);
  }

  async *documents(namespace: string, signal: AbortSignal): AsyncGenerator<KeptDocument, void, undefined> {
    for (let after = 0; ;) {
      const answer = await this.call('documents', { scope: namespace, after }, signal);
      const page = answer['documents'] as unknown as readonly KeptDocument[];
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.number;
    }
  }

  dispose(): Promise<void> {
    return this.client.dispose();
  }

  private async call(method: string, params: JsonObject = {}, signal?: AbortSignal): Promise<JsonObject> {
    return (await callTarget(this.client.comms, COMM_TARGETS.rag, method, params, signal)) as JsonObject;
  }
}

/** Bytes are tagged. */
function fieldsOf({ id, content, kind, metadata }: SourceDocument): JsonObject {
  return { id, content: toTagged(content), kind, metadata: metadata as JsonObject };
}

function failed({ code, message, help }: Failure): SpellError {
  return new SpellError(code, message, typeof help === 'string' ? { help } : {});
}
