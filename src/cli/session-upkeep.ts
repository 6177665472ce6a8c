// Puts the archive of sessions in order: what dead processes have left, and what is too old or too much. Control thread.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/log.js';
import { isHolderAlive } from '../client/process-holder.js';
import type { Config } from '../config/config.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';
import type { Sessions } from '../services/sessions/sessions.js';
import { endedStep } from '../services/sessions/unended-step.js';
import type { SessionStore } from '../services/stores/session-store.js';

/** Sessions whose process has died without saying so are held by nobody any more. @returns how many these were */
export async function releaseSessions(sessions: Sessions): Promise<number> {
  const store = await sessions.store();
  let released = 0;
  for (const { id, holder } of await store.held()) {
    if (holder === null || (await isHolderAlive(holder))) continue;
    // First, because nobody looks for them when the session is held by nobody.
    await endSteps(store, id);
    await store.change(id, (session) => {
      if (session.holder !== holder) return session;
      released++;
      const status = session.status === 'active' ? 'suspended' : session.status;
      return { ...session, holder: null, shutdown: 'unclean', status };
    });
  }
  return released;
}

/** What ran when the process died never came to its end. */
async function endSteps(store: SessionStore, id: string): Promise<void> {
  for (const step of (await store.steps(id)).steps) {
    if (step.status === 'running') await store.replaceStep(endedStep(step, 'its kernel died while it ran'));
  }
}

/** Where none are kept, nothing is opened. */
export async function tendSessions(archive: SessionArchive, config: Config, logger: Logger): Promise<void> {
  const { state, sessions } = config;
  if (!existsSync(join(state.directory.value, 'sessions.db'))) return;
  const released = await releaseSessions(archive.sessions);
  const { retentionMs, maxCount } = sessions;
  const before = retentionMs.value === 0 ? 0 : Date.now() - retentionMs.value;
  const deleted = await (await archive.sessions.store()).prune(before, maxCount.value);
  if (released + deleted === 0) return;
  const fields = { released, deleted };
  logger.log({ level: 'info', module: 'sessions', message: 'kept sessions were put in order', fields });
}
