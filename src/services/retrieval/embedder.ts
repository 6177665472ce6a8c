// What makes vectors of texts. Types only.

export interface Embedder {
  /** As the store remembers it: whose model it is. Vectors of different embedders are never compared. */
  readonly name: string;
  /** Asks no server, and knows nothing about meaning. */
  readonly isOffline: boolean;
  /**
   * A vector for each text; undefined where there is nothing to compare.
   * @param runId of the run that asks
   */
  embed(texts: readonly string[], signal: AbortSignal, runId?: string): Promise<readonly (Float32Array | undefined)[]>;
}
