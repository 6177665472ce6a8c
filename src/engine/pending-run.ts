// One run on its way: queued, current, or gone. Control thread.

import type { CallRequest, InterruptReason, Run, RunOutcome, RunRequest } from './contract.js';

export class PendingRun implements Run {
  readonly outcome: Promise<RunOutcome>;
  settle!: (outcome: RunOutcome) => void;
  /** Set when an interruption came before the run was sent. */
  interrupted: InterruptReason | undefined;
  /** The engine thread is done with it, or has been given up: nothing is left to interrupt. */
  hasLeft = false;

  constructor(
    readonly number: number,
    readonly request: RunRequest | CallRequest,
    private readonly onInterrupt: (run: PendingRun, reason: InterruptReason) => void,
  ) {
    this.outcome = new Promise((done) => (this.settle = done));
  }

  get id(): string {
    return `run-${this.number}`;
  }

  interrupt(reason: InterruptReason = 'interrupted'): void {
    this.onInterrupt(this, reason);
  }
}
