// Failures of runs that the engine thread does not report itself. Control thread.

import type { CapturedFailure, CapturedFrame } from '../diagnostics/captured.js';
import type { LocatedFrame } from '../vm/locate.js';
import type { InterruptReason, RunOutcome } from './contract.js';

export const CLOSED = endedFailure('internal', 'the engine has been closed');

export const outcomeOf = (failure: CapturedFailure): RunOutcome => ({ status: 'error', failure });

export function endedFailure(kind: CapturedFailure['kind'], message: string): CapturedFailure {
  return { kind, message, frames: [], globals: {} };
}

export function stuckFailure(reason: InterruptReason): CapturedFailure {
  return endedFailure(
    reason,
    `${reason}: the script was inside one long operation of a library function and could not be stopped; its engine has been replaced`,
  );
}

export function capturedFrames(frames: readonly LocatedFrame[]): CapturedFrame[] {
  return frames.map((frame) => ({ kind: frame.lineDefined === 0 ? 'main' : 'lua', ...frame }));
}
