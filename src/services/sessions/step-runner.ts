// Where steps of kept sessions are run again: a VM of their own, which whoever has engines opens. Types only.

import type { Disposable } from '../../base/disposable.js';
import type { NewStep, SessionStep } from '../stores/session-store.js';

/** How a step has ended this time. */
export type StepEnd = Pick<NewStep, 'output' | 'result' | 'status' | 'error' | 'durationMs'>;

export interface StepRunner extends Disposable {
  /** One at a time. Never rejects for what the code does; `limitMs` is the most that it may take. */
  run(step: Pick<SessionStep, 'number' | 'code' | 'manner'>, limitMs: number): Promise<StepEnd>;
  /** Ends what runs. */
  interrupt(): void;
}

export type OpenStepRunner = () => Promise<StepRunner>;
