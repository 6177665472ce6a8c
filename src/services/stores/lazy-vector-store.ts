// Opens a vector store at the first call, so that scripts that search nothing load no database. Control thread.

import { closedStore } from './closed-store.js';
import type { VectorStore } from './vector-store.js';

/** @param openStore called once, and again after it failed */
export function lazyVectorStore(openStore: () => Promise<VectorStore>): VectorStore {
  let opening: Promise<VectorStore> | undefined;
  let isDisposed = false;
  const open = (): Promise<VectorStore> => {
    if (isDisposed) return Promise.reject(closedStore());
    opening ??= openStore().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    put: async (...args) => (await open()).put(...args),
    fingerprints: async (...args) => (await open()).fingerprints(...args),
    renew: async (...args) => (await open()).renew(...args),
    vectorsOf: async (...args) => (await open()).vectorsOf(...args),
    searchText: async (...args) => (await open()).searchText(...args),
    searchVectors: async (...args) => (await open()).searchVectors(...args),
    embedders: async (...args) => (await open()).embedders(...args),
    chunks: async (...args) => (await open()).chunks(...args),
    chunksOf: async (...args) => (await open()).chunksOf(...args),
    documents: async (...args) => (await open()).documents(...args),
    remove: async (...args) => (await open()).remove(...args),
    drop: async (...args) => (await open()).drop(...args),
    namespaces: async (...args) => (await open()).namespaces(...args),
    stats: async (...args) => (await open()).stats(...args),
    count: async (...args) => (await open()).count(...args),
    setTtl: async (...args) => (await open()).setTtl(...args),
    tidy: async (...args) => (await open()).tidy(...args),
    dispose: async () => {
      isDisposed = true;
      const store = await opening?.catch(() => undefined);
      await store?.dispose();
    },
  };
}
