// Which embedders there are: the offline one, and those of providers that speak OpenAI's protocol. Control thread.

import { pool } from '../pool/thread-pool.js';
import type { ProviderRegistry } from '../providers/provider-registry.js';
import type { Embedder } from './embedder.js';
import { HASH_EMBEDDER, hashEmbedding } from './hash-embedding.js';
import { ProviderEmbedder } from './provider-embedder.js';
import { badEmbedder } from './retrieval-errors.js';

const TIMEOUT_MS = 10 * 60_000;

/** A question is embedded where it is asked, many texts by a thread of the pool. */
const OFFLINE: Embedder = {
  name: HASH_EMBEDDER,
  isOffline: true,
  embed: async (texts, signal) =>
    texts.length === 1
      ? texts.map(hashEmbedding)
      : pool.run('hashEmbeddings', [texts], { signal, timeoutMs: TIMEOUT_MS }),
};

/** Names that the offline one goes by: scripts of the original say `local` and `mock`. */
const OFFLINE_NAMES = ['offline', 'local', 'mock', HASH_EMBEDDER];

/** Only for OpenAI's own server; what others have is not known. */
const OPENAI_MODEL = 'text-embedding-3-small';

export class Embedders {
  private readonly made = new Map<string, Embedder>();

  constructor(private readonly providers: ProviderRegistry) {}

  /**
   * By the name of a provider, or of provider and model with a slash between.
   *
   * @param model where the name says none
   * @throws SpellError `RAG_EMBEDDER`, `PROVIDER_NOT_FOUND`, `PROVIDER_NOT_CONFIGURED`
   */
  find(name: string, model?: string): Embedder {
    if (OFFLINE_NAMES.includes(name)) return OFFLINE;
    const slash = name.indexOf('/');
    const [provider, named] = slash < 0 ? [name, model] : [name.slice(0, slash), name.slice(slash + 1)];
    const { settings, gate, baseUrl } = this.providers.find(provider);
    if (settings.kind === 'offline') return OFFLINE;
    if (baseUrl === undefined || (settings.kind !== 'openai' && settings.kind !== 'openai-compatible')) {
      throw badEmbedder(
        `the provider '${provider}' makes no embeddings`,
        "use one that speaks OpenAI's protocol, or the embedder offline",
      );
    }
    const chosen = named ?? (settings.kind === 'openai' ? OPENAI_MODEL : undefined);
    if (chosen === undefined) {
      throw badEmbedder(
        `it is not said which model of '${provider}' makes embeddings`,
        `name it: ${provider}/MODEL, or rag.model in the configuration`,
      );
    }
    const key = `${provider}/${chosen}`;
    const found =
      this.made.get(key) ??
      new ProviderEmbedder({ settings, baseUrl, model: chosen, gate, ledger: this.providers.usage });
    this.made.set(key, found);
    return found;
  }

  /** Names that {@link find} takes. */
  list(): readonly string[] {
    const usable = this.providers
      .list()
      .filter(({ settings: { kind } }) => kind === 'openai' || kind === 'openai-compatible');
    return ['offline', ...usable.map(({ settings }) => settings.name)];
  }
}
