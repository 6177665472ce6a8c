// Makes pieces of documents, with vectors where the offline embedder makes them: all that computes when documents are taken in. Pool thread.

import { createHash } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import type { ChunkInput } from '../stores/vector-store.js';
import { chunkText, tokensOf } from './chunk-text.js';
import type { Chunking } from './chunk-text.js';
import type { DocumentKind } from './document-kind.js';
import { extractText } from './extract-text.js';
import { hashEmbedding } from './hash-embedding.js';

export interface RawDocument {
  readonly id: string;
  readonly content: string | Uint8Array;
  readonly kind: DocumentKind;
}

export type PreparedDocument =
  | { readonly id: string; readonly tokens: number; readonly chunks: readonly ChunkInput[] }
  | { readonly id: string; readonly refusal: { readonly message: string; readonly help: string } };

/** @param isOffline whether vectors are made here, too */
export async function prepareDocuments(
  documents: readonly RawDocument[],
  chunking: Chunking,
  isOffline: boolean,
): Promise<readonly PreparedDocument[]> {
  const prepared: PreparedDocument[] = [];
  for (const document of documents) prepared.push(await prepare(document, chunking, isOffline));
  return prepared;
}

async function prepare(
  { id, content, kind }: RawDocument,
  chunking: Chunking,
  isOffline: boolean,
): Promise<PreparedDocument> {
  try {
    const text = await extractText(id, content, kind);
    const chunks = chunkText(text, kind, chunking).map(({ start, end }): ChunkInput => {
      const piece = text.slice(start, end);
      const hash = createHash('sha256').update(piece.trim()).digest('base64url').slice(0, 22);
      return { text: piece, start, hash, vector: isOffline ? hashEmbedding(piece) : undefined };
    });
    return { id, tokens: tokensOf(text), chunks };
  } catch (error) {
    if (!(error instanceof SpellError)) throw error;
    return { id, refusal: { message: error.message, help: error.help ?? '' } };
  }
}
