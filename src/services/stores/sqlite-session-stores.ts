// Opens the database of sessions and artifacts. Control thread.

import type { SessionStores } from './session-store.js';
import { SESSION_MIGRATIONS } from './migrations.js';
import { SqliteArtifactStore } from './sqlite-artifact-store.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { SqliteOptions } from './sqlite-database.js';
import { SqliteSessionStore } from './sqlite-session-store.js';

/** Opens `sessions.db` in `directory`. @throws SpellError as {@link SqliteDatabase.open} */
export async function openSqliteSessions(directory: string, options: SqliteOptions = {}): Promise<SessionStores> {
  const database = await SqliteDatabase.open(directory, 'sessions.db', SESSION_MIGRATIONS, {
    ...options,
    isErasing: true,
  });
  return {
    sessions: new SqliteSessionStore(database),
    artifacts: new SqliteArtifactStore(database),
    dispose: () => database.dispose(),
  };
}
