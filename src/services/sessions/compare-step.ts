// What is not as it was when a step was run again. Any thread.

import type { NewStep } from '../stores/session-store.js';
import type { StepEnd } from './step-runner.js';

export interface Difference {
  readonly field: 'status' | 'error' | 'output' | 'result';
  /** As they are shown; nothing is empty. */
  readonly before: string;
  readonly now: string;
}

/** None where it came to the same end; how long it took does not count. Of what was kept in part, that part is compared. */
export function differencesOf(step: NewStep, end: StepEnd): readonly Difference[] {
  const all: readonly Difference[] = [
    { field: 'status', before: step.status, now: end.status },
    { field: 'error', before: shownError(step.error), now: shownError(end.error) },
    { field: 'output', before: step.output, now: asMuch(step.output, end.output, (step.outputLeftOut ?? 0) > 0) },
    { field: 'result', before: step.result ?? '', now: asMuchResult(step.result ?? '', end.result ?? '') },
  ];
  return all.filter(({ before, now }) => before !== now);
}

function shownError(error: NewStep['error']): string {
  return error === null ? '' : `${error.name}: ${error.message}`;
}

function asMuch(before: string, now: string, isCut: boolean): string {
  return isCut ? now.slice(0, before.length) : now;
}

/** One that was too long ends in an ellipsis. */
function asMuchResult(before: string, now: string): string {
  const isBeginning = before.endsWith('…') && now.length >= before.length && now.startsWith(before.slice(0, -1));
  return isBeginning ? before : now;
}
