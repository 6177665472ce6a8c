// Whether an artifact is one of those that are asked for. Any thread.

import type { ArtifactQuery, KeptArtifact } from './artifact-store.js';
import { matchesGlob } from './glob.js';

export function fits(artifact: KeptArtifact, query: ArtifactQuery): boolean {
  const { createdAt, size } = artifact;
  const { session, type, namePattern, tags = [] } = query;
  return (
    (session === undefined || artifact.session === session) &&
    (type === undefined || artifact.type === type) &&
    (namePattern === undefined || matchesGlob(namePattern, artifact.name)) &&
    tags.every((tag) => artifact.tags.includes(tag)) &&
    createdAt >= (query.createdAfter ?? -Infinity) &&
    createdAt <= (query.createdBefore ?? Infinity) &&
    size >= (query.minSize ?? 0) &&
    size <= (query.maxSize ?? Infinity)
  );
}
