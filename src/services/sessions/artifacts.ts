// What is done with the artifacts of kept sessions. Control thread.

import type { Value } from '../../base/values.js';
import type { ArtifactId, ArtifactQuery, ArtifactStore, KeptArtifact, NewArtifact } from '../stores/artifact-store.js';
import type { LazySessionStores } from '../stores/lazy-session-stores.js';
import { artifactNotFound } from '../stores/session-errors.js';
import { mimeTypeOf } from './mime-type.js';

export interface ArtifactDraft {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  /** Default: what the name and the content say. */
  readonly mimeType?: string;
  readonly tags?: readonly string[];
  readonly custom?: Readonly<Record<string, Value>>;
  readonly createdBy?: string;
}

/** All methods may throw a SpellError `STATE_*`. */
export class Artifacts {
  /** @param mostBytes that the artifacts of one session may have together */
  constructor(
    private readonly stores: Pick<LazySessionStores, 'open'>,
    private readonly mostBytes: number,
  ) {}

  /** @throws SpellError `SESSION_NOT_FOUND`, `ARTIFACT_SPACE` */
  async store(session: string, draft: ArtifactDraft, content: Uint8Array): Promise<KeptArtifact> {
    const { name, type, description, mimeType = mimeTypeOf(name, content), tags = [], custom = {}, createdBy } = draft;
    const artifact = {
      ...{ name, type, mimeType, custom, tags: [...new Set(tags)] },
      ...{ description: description ?? null, createdBy: createdBy ?? null },
    };
    return (await this.open()).put(session, artifact, content, this.mostBytes);
  }

  /** One from elsewhere, as old as it was there. @throws as {@link store} */
  async add(session: string, artifact: NewArtifact, content: Uint8Array, createdAt: number): Promise<KeptArtifact> {
    return (await this.open()).put(session, artifact, content, this.mostBytes, createdAt);
  }

  /** @throws SpellError `ARTIFACT_DAMAGED` */
  async content(id: ArtifactId): Promise<Uint8Array> {
    return (await this.open()).content(id);
  }

  /** @throws SpellError `ARTIFACT_NOT_FOUND`, also where another content is there; `ARTIFACT_DAMAGED` */
  async get(id: ArtifactId): Promise<{ readonly artifact: KeptArtifact; readonly content: Uint8Array }> {
    const artifact = await this.find(id.session, id.sequence);
    if (artifact.hash !== id.hash) throw artifactNotFound(id.session, id.sequence);
    return { artifact, content: await (await this.open()).content(artifact) };
  }

  /** @throws SpellError `ARTIFACT_NOT_FOUND` */
  async find(session: string, sequence: number): Promise<KeptArtifact> {
    const artifact = await (await this.open()).find(session, sequence);
    if (artifact === undefined) throw artifactNotFound(session, sequence);
    return artifact;
  }

  /** By sequence. */
  list(session: string): Promise<readonly KeptArtifact[]> {
    return this.query({ session });
  }

  async query(query: ArtifactQuery): Promise<readonly KeptArtifact[]> {
    return (await this.open()).query(query);
  }

  /** @throws SpellError `ARTIFACT_NOT_FOUND` */
  async delete({ session, sequence }: Pick<ArtifactId, 'session' | 'sequence'>): Promise<void> {
    if (!(await (await this.open()).delete(session, sequence))) throw artifactNotFound(session, sequence);
  }

  private async open(): Promise<ArtifactStore> {
    return (await this.stores.open()).artifacts;
  }
}
