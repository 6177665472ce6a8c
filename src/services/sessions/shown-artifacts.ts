// Artifacts of kept sessions as clients see them: plain tables, and contents. Control thread.

import type { ArtifactId, ArtifactQuery } from '../stores/artifact-store.js';
import type { ValueObject } from '../value-kinds.js';
import type { ArtifactDraft, Artifacts } from './artifacts.js';
import { describeArtifact } from './views.js';

/** All methods throw what those of {@link Artifacts} do. */
export class ShownArtifacts {
  constructor(private readonly artifacts: Artifacts) {}

  async query(query: ArtifactQuery): Promise<readonly ValueObject[]> {
    return (await this.artifacts.query(query)).map(describeArtifact);
  }

  async get(
    session: string,
    sequence: number,
  ): Promise<{ readonly metadata: ValueObject; readonly content: Uint8Array }> {
    const artifact = await this.artifacts.find(session, sequence);
    return { metadata: describeArtifact(artifact), content: await this.artifacts.content(artifact) };
  }

  async put(session: string, draft: ArtifactDraft, content: Uint8Array): Promise<ValueObject> {
    return describeArtifact(await this.artifacts.store(session, draft, content));
  }

  delete(artifact: Pick<ArtifactId, 'session' | 'sequence'>): Promise<void> {
    return this.artifacts.delete(artifact);
  }
}
