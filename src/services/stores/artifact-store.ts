// Where artifacts of sessions are kept, each content once: the interface of every artifact store. Types only.

import type { Value } from '../../base/values.js';

export interface ArtifactId {
  readonly session: string;
  /** From 1 in each session; never given twice. */
  readonly sequence: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string;
}

export interface NewArtifact {
  readonly name: string;
  /** `agent_output`, `tool_result`, `user_input`, `system_generated`, or any other word. */
  readonly type: string;
  readonly description: string | null;
  readonly mimeType: string;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, Value>>;
  readonly createdBy: string | null;
}

export interface KeptArtifact extends NewArtifact, ArtifactId {
  /** One more than that of the last one of this name in the session. */
  readonly version: number;
  /** That last one. */
  readonly parent: ArtifactId | null;
  readonly createdAt: number;
  /** Bytes of the content. */
  readonly size: number;
  /** Bytes that it takes. */
  readonly storedSize: number;
  readonly isCompressed: boolean;
}

export interface ArtifactQuery {
  readonly session?: string;
  readonly type?: string;
  /** Both of `*` and `?`. */
  readonly namePattern?: string;
  /** All of them. */
  readonly tags?: readonly string[];
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly limit?: number;
}

/** Methods may throw a SpellError `STATE_*`. */
export interface ArtifactStore {
  /** @throws SpellError `SESSION_NOT_FOUND`, `ARTIFACT_SPACE` where the session has more than `mostBytes` then */
  put(
    session: string,
    artifact: NewArtifact,
    content: Uint8Array,
    mostBytes: number,
    createdAt?: number,
  ): Promise<KeptArtifact>;
  find(session: string, sequence: number): Promise<KeptArtifact | undefined>;
  /** @throws SpellError `ARTIFACT_DAMAGED` where it is not what was stored */
  content(artifact: ArtifactId): Promise<Uint8Array>;
  /** By session and sequence. */
  query(query: ArtifactQuery): Promise<readonly KeptArtifact[]>;
  /** Whether it was there. A content that no other has goes with it. */
  delete(session: string, sequence: number): Promise<boolean>;
}
