// Kept sessions as commands and clients see them: plain tables, the same from the store itself and from a kernel. Control thread.

import { randomUUID } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import type { SearchQuery, SessionQuery } from '../stores/session-store.js';
import type { ValueObject } from '../value-kinds.js';
import type { Artifacts } from './artifacts.js';
import { readDocument, writeDocument } from './session-document.js';
import type { SessionDocument } from './session-document.js';
import type { SessionDraft, Sessions } from './sessions.js';
import { endedStep } from './unended-step.js';
import { describeArtifact, describeSession, describeStep } from './views.js';

export interface SessionList {
  readonly sessions: readonly ValueObject[];
  readonly damaged: readonly ValueObject[];
}

export interface SessionContent {
  readonly session: ValueObject;
  readonly steps: readonly ValueObject[];
  /** Steps that cannot be read any more. */
  readonly damaged: readonly ValueObject[];
  readonly artifacts: readonly ValueObject[];
}

export interface ExportedSession {
  /** As {@link writeDocument} writes it. */
  readonly document: string;
  /** Steps that cannot be read any more, and are not in it: {number, problem}. */
  readonly damaged: readonly ValueObject[];
}

/** A session is named by its id, its name (the newest of that name), or the beginning of its id. */
export interface ShownSessions {
  create(draft: Pick<SessionDraft, 'name' | 'description' | 'tags'>): Promise<string>;
  /** The newest first. */
  list(query: SessionQuery): Promise<SessionList>;
  show(name: string, from?: number, to?: number): Promise<SessionContent>;
  search(text: string, query: { readonly session?: string; readonly limit?: number }): Promise<readonly ValueObject[]>;
  /** With its steps and artifacts. @returns its id */
  delete(name: string): Promise<string>;
  export(name: string): Promise<ExportedSession>;
  /**
   * @param place where the document is from, for errors
   * @param isCopy takes it in under a new id
   * @returns the id. @throws SpellError `SESSION_DOCUMENT`, `SESSION_EXISTS`
   */
  import(document: string, place: string, isCopy: boolean): Promise<string>;
}

export class StoredSessions implements ShownSessions {
  constructor(private readonly archive: { readonly sessions: Sessions; readonly artifacts: Artifacts }) {}

  create(draft: Pick<SessionDraft, 'name' | 'description' | 'tags'>): Promise<string> {
    return this.archive.sessions.create({ ...draft, origin: 'command' });
  }

  async list(query: SessionQuery): Promise<SessionList> {
    const { sessions, damaged } = await this.archive.sessions.list(query);
    const counts = await this.archive.sessions.stepCounts();
    const shown = sessions.map((session) => ({ ...describeSession(session), steps: counts.get(session.id) ?? 0 }));
    return { sessions: shown, damaged: damaged.map((each) => ({ ...each })) };
  }

  async show(name: string, from?: number, to?: number): Promise<SessionContent> {
    const session = await this.archive.sessions.find(name);
    const { steps, damaged } = await this.archive.sessions.steps(session.id, from, to);
    const artifacts = await this.archive.artifacts.list(session.id);
    return {
      session: { ...describeSession(session), steps: await this.archive.sessions.countSteps(session.id) },
      steps: steps.map(describeStep),
      damaged: damaged.map((each) => ({ ...each })),
      artifacts: artifacts.map(describeArtifact),
    };
  }

  async search(text: string, { session, limit }: Partial<SearchQuery>): Promise<readonly ValueObject[]> {
    const query = {
      ...(session !== undefined && { session: (await this.archive.sessions.find(session)).id }),
      ...(limit !== undefined && { limit }),
    };
    return (await this.archive.sessions.search(text, query)).map(describeStep);
  }

  async delete(name: string): Promise<string> {
    const { id } = await this.found(name);
    await this.archive.sessions.delete(id);
    return id;
  }

  async export(name: string): Promise<ExportedSession> {
    const session = await this.archive.sessions.find(name);
    const { steps, damaged } = await this.archive.sessions.steps(session.id);
    const artifacts: SessionDocument['artifacts'][number][] = [];
    for (const artifact of await this.archive.artifacts.list(session.id)) {
      artifacts.push({ artifact, content: await this.archive.artifacts.content(artifact) });
    }
    try {
      const document = writeDocument({ session, steps, damaged, artifacts });
      return { document, damaged: damaged.map((each) => ({ ...each })) };
    } catch (cause) {
      throw new SpellError('SESSION_DOCUMENT', `the session '${name}' is too large for one document`, {
        ...{ category: 'Storage error', cause },
        help: 'delete large artifacts, or keep all sessions at once with llmspell backup create',
      });
    }
  }

  async import(document: string, place: string, isCopy: boolean): Promise<string> {
    const { sessions, artifacts } = this.archive;
    const { session, steps, artifacts: brought } = readDocument(document, place);
    const id = isCopy ? randomUUID() : session.id;
    // Whoever brings it wants it: it counts as used now, or those that are long unused would go with it.
    await sessions.add({ ...session, id, updatedAt: Date.now() });
    try {
      await sessions.append(
        id,
        steps.map((step) => endedStep(step, 'it was exported while it ran')),
      );
      for (const { artifact, content } of brought) await artifacts.add(id, artifact, content, artifact.createdAt);
    } catch (error) {
      await sessions.delete(id);
      throw error;
    }
    return id;
  }

  /** A damaged one by its id. */
  private async found(name: string): Promise<{ readonly id: string }> {
    try {
      return await this.archive.sessions.find(name);
    } catch (error) {
      if (error instanceof SpellError && error.code === 'SESSION_DAMAGED') return { id: name };
      throw error;
    }
  }
}
