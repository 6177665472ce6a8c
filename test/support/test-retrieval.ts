// Retrieval in memory, by the offline embedder: nothing is left behind, and nobody is asked.

import { silentLogger } from '../../src/base/log.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { pool } from '../../src/services/pool/thread-pool.js';
import { ProviderRegistry } from '../../src/services/providers/provider-registry.js';
import { RetrievalService } from '../../src/services/retrieval/retrieval-service.js';
import { MemoryVectorStore } from '../../src/services/stores/memory-vector-store.js';
import type { VectorStore } from '../../src/services/stores/vector-store.js';

const SETTINGS = { embedder: 'offline', chunkSize: 256, chunkOverlap: 32, chunkStrategy: 'auto', topK: 10 } as const;

export function testRetrieval(store: VectorStore = new MemoryVectorStore()): RetrievalService {
  const policy = createPolicy(NO_PERMISSIONS, '/');
  const providers = new ProviderRegistry({ providers: {}, policy, logger: silentLogger });
  return new RetrievalService({ store, pool, settings: SETTINGS, providers });
}
