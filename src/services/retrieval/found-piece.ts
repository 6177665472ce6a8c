// A piece that was found, as scripts, commands and clients are told. Control thread.

import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { SearchResult } from './searching.js';

export interface FoundPiece extends ValueObject {
  /** Of its document. */
  readonly id: string;
  readonly content: string;
  readonly score: number;
  /** Of the vectors; absent where only words were compared. */
  readonly similarity?: number;
  /** In the document, from 1. */
  readonly chunk: number;
  readonly metadata: ValueObject;
  readonly timestamp: string;
  readonly embedder: string;
}

export function describePiece({ chunk, score, similarity }: SearchResult): FoundPiece {
  const { document, position, text, embedder } = chunk;
  return compact({
    id: document.id,
    content: text.trim(),
    score,
    similarity,
    chunk: position + 1,
    metadata: document.metadata,
    timestamp: new Date(document.occurredAt ?? document.updatedAt).toISOString(),
    embedder,
  }) as FoundPiece;
}
