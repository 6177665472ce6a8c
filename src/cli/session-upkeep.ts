// Puts the archive of sessions in order: what dead processes have left, and what is too old or too much. Control thread.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/log.js';
import { isHolderAlive } from '../client/process-holder.js';
import type { Config } from '../config/config.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';

/**
 * Sessions whose process has died without saying so are held by nobody any more. Where none are kept, nothing is opened.
 * @returns how many these were
 */
export async function releaseSessions({ sessions }: SessionArchive, config: Config): Promise<number> {
  if (!hasSessions(config)) return 0;
  const store = await sessions.store();
  let released = 0;
  for (const { id, holder } of await store.held()) {
    if (holder === null || (await isHolderAlive(holder))) continue;
    await store.change(id, (session) => {
      if (session.holder !== holder) return session;
      released++;
      const status = session.status === 'active' ? 'suspended' : session.status;
      return { ...session, holder: null, shutdown: 'unclean', status };
    });
  }
  return released;
}

/** Where none are kept, nothing is opened. */
export async function tendSessions(archive: SessionArchive, config: Config, logger: Logger): Promise<void> {
  if (!hasSessions(config)) return;
  const released = await releaseSessions(archive, config);
  const { retentionMs, maxCount } = config.sessions;
  const before = retentionMs.value === 0 ? 0 : Date.now() - retentionMs.value;
  const deleted = await (await archive.sessions.store()).prune(before, maxCount.value);
  if (released + deleted === 0) return;
  const fields = { released, deleted };
  logger.log({ level: 'info', module: 'sessions', message: 'kept sessions were put in order', fields });
}

function hasSessions({ state }: Config): boolean {
  return existsSync(join(state.directory.value, 'sessions.db'));
}
