// Sessions, their steps and artifacts as scripts see them. Any thread.

import type { Value } from '../../base/values.js';
import type { ArtifactId, KeptArtifact } from '../stores/artifact-store.js';
import type { KeptSession, SessionStep } from '../stores/session-store.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export function describeSession(session: KeptSession): ValueObject {
  const { id, name, description, tags, status, parentId, metadata, origin, shutdown } = session;
  return compact({
    ...{ id, name, description, tags, status, origin, shutdown },
    created_at: textOfTime(session.createdAt),
    updated_at: textOfTime(session.updatedAt),
    parent_session_id: parentId,
    custom_metadata: metadata,
  });
}

export function describeStep(step: SessionStep): ValueObject {
  const { session, number, code, output, outputLeftOut = 0, result, status, error, calls, callsLeftOut } = step;
  return compact({
    ...{ session_id: session, number, code, output, result, status },
    error: error === null ? null : { ...error },
    started_at: textOfTime(step.startedAt),
    duration_ms: step.durationMs,
    calls: calls.map(({ kind, name, status: end, startedAt, durationMs, input, output: answer }) => ({
      ...{ kind, name, status: end, input, output: answer },
      started_at: textOfTime(startedAt),
      duration_ms: durationMs,
    })),
    ...{ calls_left_out: callsLeftOut, output_left_out: outputLeftOut },
  });
}

export function describeArtifact(artifact: KeptArtifact): ValueObject {
  const { name, description, type, mimeType, size, tags, custom, version, createdBy, parent, isCompressed } = artifact;
  return compact({
    ...{ name, description, artifact_type: type, mime_type: mimeType, size, tags, custom, version },
    id: describeArtifactId(artifact),
    created_at: textOfTime(artifact.createdAt),
    created_by: createdBy,
    parent_artifact: parent === null ? null : describeArtifactId(parent),
    is_compressed: isCompressed,
    original_size: size,
    stored_size: artifact.storedSize,
  });
}

export function describeArtifactId({ session, sequence, hash }: ArtifactId): ValueObject {
  return { content_hash: hash, session_id: session, sequence };
}

function textOfTime(ms: number): Value {
  return new Date(ms).toISOString();
}
