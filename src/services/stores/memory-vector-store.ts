// Documents in memory, where nothing shall be left behind: for agents that are tried out without a script, and for tests, which hold it to
// the same promises as the one in a file. Control thread.

import { best } from './vector-hits.js';
import type {
  DocumentInput,
  Hit,
  NamespaceStats,
  NamespaceUsage,
  SearchLimits,
  StoredChunk,
  StoredDocument,
  VectorStore,
} from './vector-store.js';

interface Piece extends StoredChunk {
  readonly vector: Float32Array | undefined;
  /** How often each word is in it. */
  readonly words: ReadonlyMap<string, number>;
  readonly length: number;
}

interface Entry {
  readonly document: StoredDocument;
  readonly fingerprint: string;
  readonly tokens: number;
  readonly pieces: readonly Piece[];
}

interface Space {
  readonly entries: Map<string, Entry>;
  ttlMs: number | undefined;
  usage: NamespaceUsage;
}

const UNUSED: NamespaceUsage = { searches: 0, embedded: 0, embeddedTokens: 0 };
/** The usual constants of BM25. */
const [K1, B] = [1.2, 0.75];

export class MemoryVectorStore implements VectorStore {
  private readonly spaces = new Map<string, Space>();
  private numbers = 0;

  async put(namespace: string, input: DocumentInput): Promise<void> {
    const space = this.require(namespace);
    const now = Date.now();
    const ttlMs = input.ttlMs ?? space.ttlMs;
    const document: StoredDocument = {
      number: ++this.numbers,
      id: input.id,
      metadata: structuredClone(input.metadata),
      createdAt: alive(space).find((entry) => entry.document.id === input.id)?.document.createdAt ?? now,
      updatedAt: now,
      ...(input.occurredAt !== undefined && { occurredAt: input.occurredAt }),
      ...(ttlMs !== undefined && ttlMs !== Infinity && { expiresAt: now + ttlMs }),
    };
    const pieces = input.chunks.map(({ text, start, hash, vector }, position): Piece => {
      const words = wordsOf(text);
      const place = { chunk: ++this.numbers, document, position, start, text, hash, embedder: input.embedder };
      return { ...place, vector, words: counted(words), length: words.length };
    });
    space.entries.set(input.id, { document, fingerprint: input.fingerprint, tokens: input.tokens, pieces });
  }

  async fingerprints(namespace: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const entries = this.entries(namespace).filter(({ document }) => ids.includes(document.id));
    return new Map(entries.map(({ document, fingerprint }) => [document.id, fingerprint]));
  }

  async renew(namespace: string, id: string, ttlMs: number | undefined): Promise<void> {
    const space = this.spaces.get(namespace);
    const entry = space?.entries.get(id);
    if (space === undefined || entry === undefined) return;
    const ms = ttlMs ?? space.ttlMs;
    const fields = Object.entries(entry.document).filter(([name]) => name !== 'expiresAt');
    const rest = Object.fromEntries(fields) as unknown as Omit<StoredDocument, 'expiresAt'>;
    const document = { ...rest, ...(ms !== undefined && { expiresAt: Date.now() + ms }) };
    space.entries.set(id, { ...entry, document, pieces: entry.pieces.map((piece) => ({ ...piece, document })) });
  }

  async vectorsOf(
    namespace: string,
    embedder: string,
    hashes: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const pieces = this.pieces(namespace).filter((piece) => piece.embedder === embedder && hashes.includes(piece.hash));
    return new Map(pieces.flatMap(({ hash, vector }) => (vector === undefined ? [] : [[hash, vector] as const])));
  }

  async searchText(namespace: string, words: readonly string[], limits: SearchLimits): Promise<readonly Hit[]> {
    const all = this.pieces(namespace);
    const mean = all.reduce((sum, { length }) => sum + length, 0) / all.length;
    const wanted = new Set(words.flatMap(wordsOf));
    const scores = new Map<number, number>();
    for (const word of wanted) {
      const having = all.filter((piece) => piece.words.has(word));
      const weight = Math.log(1 + (all.length - having.length + 0.5) / (having.length + 0.5));
      for (const { chunk, words: counts, length } of having) {
        const count = counts.get(word) ?? 0;
        const part = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
        scores.set(chunk, (scores.get(chunk) ?? 0) + weight * part);
      }
    }
    return among(all, limits, ({ chunk }) => scores.get(chunk));
  }

  async searchVectors(
    namespace: string,
    embedder: string,
    vector: Float32Array,
    limits: SearchLimits,
  ): Promise<readonly Hit[]> {
    return among(this.pieces(namespace), limits, (piece) =>
      piece.embedder === embedder && piece.vector?.length === vector.length ? cosine(piece.vector, vector) : undefined,
    );
  }

  async embedders(namespace: string): Promise<readonly string[]> {
    return Object.keys((await this.stats(namespace)).embedders);
  }

  async chunks(namespace: string, numbers: readonly number[]): Promise<readonly StoredChunk[]> {
    const byNumber = new Map(this.pieces(namespace).map((piece) => [piece.chunk, piece]));
    return numbers.flatMap((number) => byNumber.get(number) ?? []).map(toChunk);
  }

  async chunksOf(namespace: string, document: number): Promise<readonly StoredChunk[]> {
    return this.pieces(namespace)
      .filter((piece) => piece.document.number === document)
      .map(toChunk);
  }

  async documents(namespace: string, after: number, limit: number): Promise<readonly StoredDocument[]> {
    const documents = this.entries(namespace).map(({ document }) => structuredClone(document));
    return documents
      .filter(({ number }) => number > after)
      .sort((a, b) => a.number - b.number)
      .slice(0, limit);
  }

  async remove(namespace: string, ids: readonly string[]): Promise<number> {
    const there = this.entries(namespace).filter(({ document }) => ids.includes(document.id));
    for (const { document } of there) this.spaces.get(namespace)?.entries.delete(document.id);
    return there.length;
  }

  async drop(namespace: string): Promise<number> {
    const count = this.pieces(namespace).length;
    this.spaces.delete(namespace);
    return count;
  }

  async namespaces(): Promise<readonly string[]> {
    return [...this.spaces.keys()].sort();
  }

  async stats(namespace: string): Promise<NamespaceStats> {
    const [entries, pieces, space] = [this.entries(namespace), this.pieces(namespace), this.spaces.get(namespace)];
    const withVector = pieces.filter(({ vector }) => vector !== undefined);
    const embedders = counted(withVector.map(({ embedder }) => embedder));
    return {
      documents: entries.length,
      chunks: pieces.length,
      vectors: withVector.length,
      bytes: pieces.reduce((sum, { text, vector }) => sum + Buffer.byteLength(text) + (vector?.byteLength ?? 0), 0),
      tokens: entries.reduce((sum, { tokens }) => sum + tokens, 0),
      embedders: Object.fromEntries([...embedders].sort(([a], [b]) => (a < b ? -1 : 1))),
      usage: space?.usage ?? UNUSED,
      ...(space?.ttlMs !== undefined && { ttlMs: space.ttlMs }),
    };
  }

  async count(namespace: string, usage: Partial<NamespaceUsage>): Promise<void> {
    const space = this.spaces.get(namespace);
    if (space === undefined) return;
    const { searches, embedded, embeddedTokens } = space.usage;
    space.usage = {
      searches: searches + (usage.searches ?? 0),
      embedded: embedded + (usage.embedded ?? 0),
      embeddedTokens: embeddedTokens + (usage.embeddedTokens ?? 0),
    };
  }

  async setTtl(namespace: string, ttlMs: number | undefined): Promise<void> {
    this.require(namespace).ttlMs = ttlMs;
  }

  async tidy(): Promise<void> {
    for (const namespace of this.spaces.keys()) this.entries(namespace);
  }

  dispose(): void {
    this.spaces.clear();
  }

  private require(namespace: string): Space {
    const space = this.spaces.get(namespace) ?? { entries: new Map<string, Entry>(), ttlMs: undefined, usage: UNUSED };
    this.spaces.set(namespace, space);
    return space;
  }

  private entries(namespace: string): readonly Entry[] {
    const space = this.spaces.get(namespace);
    return space === undefined ? [] : alive(space);
  }

  private pieces(namespace: string): readonly Piece[] {
    return this.entries(namespace).flatMap(({ pieces }) => pieces);
  }
}

/** Those that have not expired; the others are forgotten. */
function alive({ entries }: Space): readonly Entry[] {
  for (const [id, { document }] of entries) if ((document.expiresAt ?? Infinity) <= Date.now()) entries.delete(id);
  return [...entries.values()];
}

function toChunk({ vector: _vector, words: _words, length: _length, ...chunk }: Piece): StoredChunk {
  return structuredClone(chunk);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function among(
  pieces: readonly Piece[],
  { limit, among: numbers }: SearchLimits,
  scoreOf: (piece: Piece) => number | undefined,
): readonly Hit[] {
  const counts = numbers === undefined ? undefined : new Set(numbers);
  const hits = pieces.flatMap((piece) => {
    const score = counts?.has(piece.document.number) === false ? undefined : scoreOf(piece);
    return score === undefined ? [] : [{ chunk: piece.chunk, score }];
  });
  return best(hits, limit);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    dot += a[i]! * b[i]!;
    left += a[i]! ** 2;
    right += b[i]! ** 2;
  }
  return dot / Math.sqrt(left * right);
}
