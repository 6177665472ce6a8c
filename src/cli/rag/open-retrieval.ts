// Retrieval without a script: the store that scripts and kernels use at the same time. Control thread.

import type { Logger } from '../../base/log.js';
import type { Config } from '../../config/config.js';
import type { PermissionGrant } from '../../permissions/grant.js';
import { createPolicy } from '../../permissions/policy.js';
import { pool } from '../../services/pool/thread-pool.js';
import { ProviderRegistry } from '../../services/providers/provider-registry.js';
import { RetrievalService } from '../../services/retrieval/retrieval-service.js';
import { SqliteVectorStore } from '../../services/stores/sqlite-vector-store.js';

export interface RetrievalSurroundings {
  readonly config: Config;
  readonly grant: PermissionGrant;
  readonly workingDirectory: string;
  readonly logger: Logger;
}

/** @throws SpellError `STATE_*`, `RAG_UNAVAILABLE` */
export async function openRetrieval(surroundings: RetrievalSurroundings): Promise<RetrievalService> {
  const { config, grant, workingDirectory, logger } = surroundings;
  const providers = new ProviderRegistry({
    providers: config.providers,
    defaultProvider: config.defaultProvider?.value,
    policy: createPolicy(grant, workingDirectory),
    logger,
  });
  const store = await SqliteVectorStore.open(config.state.directory.value);
  return new RetrievalService({ store, pool, providers, settings: config.retrieval });
}
