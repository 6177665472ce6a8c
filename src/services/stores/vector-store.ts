// Where documents are kept in pieces that can be found again: the interface of every vector store. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { ValueObject } from '../value-kinds.js';

/** A piece of a document. */
export interface ChunkInput {
  readonly text: string;
  /** Where it begins in the text of the document; pieces may overlap. */
  readonly start: number;
  /** Of the text: the same for the same. */
  readonly hash: string;
  /** Absent where it holds nothing to compare. */
  readonly vector?: Float32Array | undefined;
}

export interface DocumentInput {
  readonly id: string;
  /** Of everything that makes it what it is. */
  readonly fingerprint: string;
  /** Plain data. */
  readonly metadata: ValueObject;
  readonly tokens: number;
  /** What made the vectors. */
  readonly embedder: string;
  readonly chunks: readonly ChunkInput[];
  /** When what it tells of was, in milliseconds of `Date.now`. */
  readonly occurredAt?: number | undefined;
  /** It goes by itself after so many milliseconds, or never for Infinity; without, after those of its namespace. */
  readonly ttlMs?: number | undefined;
}

export interface StoredDocument {
  /** Of the store; numbers rise. */
  readonly number: number;
  readonly id: string;
  readonly metadata: ValueObject;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly occurredAt?: number;
  readonly expiresAt?: number;
}

/** A piece that was found; the higher the score, the better it fits. */
export interface Hit {
  readonly chunk: number;
  readonly score: number;
}

export interface StoredChunk {
  readonly chunk: number;
  readonly document: StoredDocument;
  /** In the document, from 0. */
  readonly position: number;
  readonly start: number;
  readonly text: string;
  readonly hash: string;
  readonly embedder: string;
}

export interface SearchLimits {
  readonly limit: number;
  /** Numbers of the documents that count; without, all. */
  readonly among?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface NamespaceStats {
  readonly documents: number;
  readonly chunks: number;
  readonly vectors: number;
  /** Of the texts and vectors. */
  readonly bytes: number;
  /** Of the documents, estimated. */
  readonly tokens: number;
  /** How many pieces each embedder has made vectors of. */
  readonly embedders: Readonly<Record<string, number>>;
  readonly usage: NamespaceUsage;
  /** Documents that say nothing else go after so long. */
  readonly ttlMs?: number;
}

/** What was done since the namespace is there. */
export interface NamespaceUsage {
  readonly searches: number;
  readonly embedded: number;
  readonly embeddedTokens: number;
}

/**
 * Documents by namespace and id. Nothing of one namespace has to do with another, not even how words are weighed. A document that has expired
 * is not there. Methods may throw a SpellError `STATE_*` or `RAG_UNAVAILABLE`; `signal` ends waiting.
 */
export interface VectorStore extends Disposable {
  /** Puts a document in place of the one with its id, all or nothing. */
  put(namespace: string, document: DocumentInput, signal?: AbortSignal): Promise<void>;
  /** Of those of these ids that are there. */
  fingerprints(namespace: string, ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** A document that stays as it is expires anew from now on. */
  renew(namespace: string, id: string, ttlMs: number | undefined, signal?: AbortSignal): Promise<void>;
  /** Vectors that an embedder has made already, by the hash of their text. */
  vectorsOf(
    namespace: string,
    embedder: string,
    hashes: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Float32Array>>;
  /** Pieces with any of these words, weighed by BM25. */
  searchText(namespace: string, words: readonly string[], limits: SearchLimits): Promise<readonly Hit[]>;
  /** Pieces whose vectors, made by this embedder, are nearest; the score is the cosine. */
  searchVectors(
    namespace: string,
    embedder: string,
    vector: Float32Array,
    limits: SearchLimits,
  ): Promise<readonly Hit[]>;
  /** Those that have made vectors, sorted. */
  embedders(namespace: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** In the order of the numbers; those that are gone are left out. */
  chunks(namespace: string, numbers: readonly number[], signal?: AbortSignal): Promise<readonly StoredChunk[]>;
  /** The pieces of one document, in their order. */
  chunksOf(namespace: string, document: number, signal?: AbortSignal): Promise<readonly StoredChunk[]>;
  /** Documents with numbers above `after`, so many at most. */
  documents(namespace: string, after: number, limit: number, signal?: AbortSignal): Promise<readonly StoredDocument[]>;
  /** How many of them were there. */
  remove(namespace: string, ids: readonly string[], signal?: AbortSignal): Promise<number>;
  /** The whole namespace; how many pieces there were. */
  drop(namespace: string, signal?: AbortSignal): Promise<number>;
  /** Sorted. */
  namespaces(signal?: AbortSignal): Promise<readonly string[]>;
  stats(namespace: string, signal?: AbortSignal): Promise<NamespaceStats>;
  /** Adds to what was done. */
  count(namespace: string, usage: Partial<NamespaceUsage>, signal?: AbortSignal): Promise<void>;
  /** For documents from now on; undefined for ever. Makes the namespace where it is not there. */
  setTtl(namespace: string, ttlMs: number | undefined, signal?: AbortSignal): Promise<void>;
  /** Takes out what has expired and what was left behind, and puts the index in order. */
  tidy(signal?: AbortSignal): Promise<void>;
}
