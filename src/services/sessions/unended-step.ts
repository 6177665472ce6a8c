// A step that has begun and never came to its end. Any thread.

import type { NewStep } from '../stores/session-store.js';

/** @param why what became of it, for its error; a step that has ended stays as it is */
export function endedStep<T extends NewStep>(step: T, why: string): T {
  return step.status === 'running' ? { ...step, status: 'error', error: { name: 'Interrupted', message: why } } : step;
}
