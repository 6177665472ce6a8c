// Retrieval for a command: the store that scripts and kernels use at the same time. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { silentLogger } from '../../base/log.js';
import { loadConfig } from '../../config/load-config.js';
import { createGrant } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import { pool } from '../../services/pool/thread-pool.js';
import { ProviderRegistry } from '../../services/providers/provider-registry.js';
import { RetrievalService } from '../../services/retrieval/retrieval-service.js';
import { SqliteVectorStore } from '../../services/stores/sqlite-vector-store.js';
import { configSource } from '../config-source.js';
import type { CliOptions } from '../options.js';

export interface OpenRetrieval extends Disposable {
  readonly retrieval: RetrievalService;
}

/** @throws SpellError `CONFIG_*`, `STATE_*`, `RAG_UNAVAILABLE` */
export async function openRetrieval(options: CliOptions): Promise<OpenRetrieval> {
  const config = await loadConfig(configSource(options));
  const grant = createGrant(process.cwd(), options.permissions, config.permissions);
  const providers = new ProviderRegistry({
    providers: config.providers,
    defaultProvider: config.defaultProvider?.value,
    policy: createPolicy(grant, process.cwd()),
    logger: silentLogger,
  });
  const store = await SqliteVectorStore.open(config.state.directory.value);
  const retrieval = new RetrievalService({ store, pool, providers, settings: config.retrieval });
  return { retrieval, dispose: () => store.dispose() };
}
