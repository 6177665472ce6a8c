// Artifacts that live as long as the process. Control thread.

import type { ArtifactId, ArtifactQuery, ArtifactStore, KeptArtifact, NewArtifact } from './artifact-store.js';
import { packContent, unpackContent } from './content.js';
import type { PackedContent } from './content.js';
import { fits } from './fits-query.js';
import { artifactDamaged, artifactSpace, sessionNotFound } from './session-errors.js';

export class MemoryArtifactStore implements ArtifactStore {
  private readonly artifacts = new Map<string, KeptArtifact>();
  private readonly contents = new Map<string, PackedContent>();
  private readonly sequences = new Map<string, number>();

  constructor(private readonly hasSession: (session: string) => boolean) {}

  async put(
    session: string,
    artifact: NewArtifact,
    content: Uint8Array,
    mostBytes: number,
    createdAt = Date.now(),
  ): Promise<KeptArtifact> {
    const packed = await packContent(Uint8Array.from(content));
    if (!this.hasSession(session)) throw sessionNotFound(session);
    const own = this.of(session);
    const used = own.reduce((sum, { size }) => sum + size, 0);
    if (used + packed.size > mostBytes) throw artifactSpace(session, mostBytes);
    const previous = own.filter(({ name }) => name === artifact.name).at(-1);
    const sequence = (this.sequences.get(session) ?? 0) + 1;
    this.sequences.set(session, sequence);
    const { hash, compression, size, bytes } = packed;
    const kept: KeptArtifact = {
      ...structuredClone(artifact),
      ...{ session, sequence, hash, size, createdAt },
      ...{ storedSize: bytes.byteLength, isCompressed: compression === 'deflate' },
      version: (previous?.version ?? 0) + 1,
      parent: previous === undefined ? null : { session, sequence: previous.sequence, hash: previous.hash },
    };
    this.contents.set(hash, packed);
    this.artifacts.set(`${session}:${sequence}`, kept);
    return structuredClone(kept);
  }

  async find(session: string, sequence: number): Promise<KeptArtifact | undefined> {
    return structuredClone(this.artifacts.get(`${session}:${sequence}`));
  }

  async content({ hash }: ArtifactId): Promise<Uint8Array> {
    const packed = this.contents.get(hash);
    if (packed === undefined) throw artifactDamaged(hash);
    return Uint8Array.from(await unpackContent(packed));
  }

  async query(query: ArtifactQuery): Promise<readonly KeptArtifact[]> {
    const found = [...this.artifacts.values()]
      .filter((artifact) => fits(artifact, query))
      .sort((a, b) => (a.session === b.session ? a.sequence - b.sequence : a.session < b.session ? -1 : 1));
    return structuredClone(found.slice(0, query.limit));
  }

  async delete(session: string, sequence: number): Promise<boolean> {
    const gone = this.artifacts.get(`${session}:${sequence}`);
    if (gone === undefined) return false;
    this.artifacts.delete(`${session}:${sequence}`);
    if (![...this.artifacts.values()].some(({ hash }) => hash === gone.hash)) this.contents.delete(gone.hash);
    return true;
  }

  /** A session has gone, and what it has with it. */
  forget(session: string): void {
    for (const { sequence } of this.of(session)) void this.delete(session, sequence);
    this.sequences.delete(session);
  }

  private of(session: string): readonly KeptArtifact[] {
    return [...this.artifacts.values()].filter((artifact) => artifact.session === session);
  }
}
