// Kept sessions and artifacts of one place, opened at the first use. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { LazySessionStores } from '../stores/lazy-session-stores.js';
import type { SessionStores } from '../stores/session-store.js';
import { Artifacts } from './artifacts.js';
import { Sessions } from './sessions.js';
import { ShownArtifacts } from './shown-artifacts.js';
import { StoredSessions } from './shown-sessions.js';
import type { ShownSessions } from './shown-sessions.js';

/** That the artifacts of one session may have together, where nothing else is said. */
export const ARTIFACT_BYTES = 2 ** 30;

export class SessionArchive implements Disposable {
  readonly sessions: Sessions;
  readonly artifacts: Artifacts;
  /** Both as commands and clients see them. */
  readonly shown: { readonly sessions: ShownSessions; readonly artifacts: ShownArtifacts };
  private readonly stores: LazySessionStores;

  constructor(openStores: () => Promise<SessionStores>, artifactBytes = ARTIFACT_BYTES) {
    this.stores = new LazySessionStores(openStores);
    this.sessions = new Sessions(this.stores);
    this.artifacts = new Artifacts(this.stores, artifactBytes);
    this.shown = { sessions: new StoredSessions(this), artifacts: new ShownArtifacts(this.artifacts) };
  }

  /** Of the state directory. */
  static in(directory: string, artifactBytes?: number): SessionArchive {
    return new SessionArchive(async () => {
      const { openSqliteSessions } = await import('../stores/sqlite-session-stores.js');
      return openSqliteSessions(directory);
    }, artifactBytes);
  }

  dispose(): Promise<void> {
    return this.stores.dispose();
  }
}
