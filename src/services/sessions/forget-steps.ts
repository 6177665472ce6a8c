// Steps of kept sessions whose code somebody wants to be forgotten. Control thread.

import type { StepPlace } from '../stores/session-store.js';
import type { SessionArchive } from './session-archive.js';

/** Where the steps are whose code fits a glob of `*` and `?`. @throws SpellError `STATE_*` */
export async function stepsToForget(
  { sessions }: Pick<SessionArchive, 'sessions'>,
  pattern = '*',
): Promise<readonly StepPlace[]> {
  return (await sessions.store()).matching(pattern);
}

/** With the sessions of kernels that hold nothing then, and that no kernel writes into. @throws SpellError `STATE_*` */
export async function forgetSteps(
  { sessions, artifacts }: Pick<SessionArchive, 'sessions' | 'artifacts'>,
  places: readonly StepPlace[],
): Promise<void> {
  const store = await sessions.store();
  await store.deleteSteps(places);
  const touched = new Set(places.map(({ session }) => session));
  const counts = await store.stepCounts();
  for (const { id, origin, holder } of (await store.list({})).sessions) {
    if (!touched.has(id) || origin !== 'kernel' || holder !== null) continue;
    if (counts.has(id) || (await artifacts.list(id)).length > 0) continue;
    await store.delete(id);
  }
}
