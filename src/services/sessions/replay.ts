// Runs the steps of a kept session again, one after the other, and says what came of each. Control thread.

import { performance } from 'node:perf_hooks';
import type { Damage, SessionStep } from '../stores/session-store.js';
import { differencesOf } from './compare-step.js';
import type { Difference } from './compare-step.js';
import type { OpenStepRunner, StepEnd, StepRunner } from './step-runner.js';

export interface ReplayOptions {
  /** Nothing is run. */
  readonly isDry: boolean;
  /** A step has succeeded when it came to the same end; else when it has not failed. */
  readonly isCompared: boolean;
  /** Of all steps together. */
  readonly timeoutMs: number;
  readonly stopsOnError: boolean;
  /** Code in the place of that of steps, by number; nothing to compare them with. */
  readonly changes: ReadonlyMap<number, string>;
}

export interface ReplayedStep {
  readonly number: number;
  readonly code: string;
  readonly isSame: boolean;
  readonly differences: readonly Difference[];
  /** Undefined where nothing was run. */
  readonly end: StepEnd | undefined;
}

export interface KeptSteps {
  readonly steps: readonly SessionStep[];
  readonly damaged: readonly Damage[];
}

/** Steps that cannot be read are not run, and count as failed. @throws what the signal says, and what opens the runner */
export async function replaySteps(
  { steps, damaged }: KeptSteps,
  open: OpenStepRunner,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly ReplayedStep[]> {
  const lost = damaged.map(({ problem }) => damagedStep(problem));
  if (options.isDry || steps.length === 0) return [...lost, ...steps.map((step) => dryStep(step))];
  const runner = await open();
  const interrupt = (): void => runner.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return [...lost, ...(await replayed(steps, runner, options, signal))];
  } finally {
    signal.removeEventListener('abort', interrupt);
    await runner.dispose();
  }
}

async function replayed(
  steps: readonly SessionStep[],
  runner: StepRunner,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly ReplayedStep[]> {
  const deadline = performance.now() + options.timeoutMs;
  const done: ReplayedStep[] = [];
  for (const step of steps) {
    signal.throwIfAborted();
    const leftMs = deadline - performance.now();
    if (leftMs < 1) break;
    const one = await replayedStep(step, runner, options, Math.floor(leftMs));
    done.push(one);
    if (options.stopsOnError && !one.isSame) break;
  }
  signal.throwIfAborted();
  return done;
}

async function replayedStep(
  step: SessionStep,
  runner: StepRunner,
  { isCompared, changes }: ReplayOptions,
  limitMs: number,
): Promise<ReplayedStep> {
  const { number } = step;
  const code = changes.get(number) ?? step.code;
  const end = await runner.run({ number, code, manner: step.manner }, limitMs);
  const differences = isCompared && !changes.has(number) ? differencesOf(step, end) : [];
  const isSame = isCompared && !changes.has(number) ? differences.length === 0 : end.status !== 'error';
  return { number, code, isSame, differences, end };
}

function dryStep({ number, code }: SessionStep): ReplayedStep {
  return { number, code, isSame: true, differences: [], end: undefined };
}

function damagedStep(problem: string): ReplayedStep {
  const differences = [{ field: 'status', before: `damaged: ${problem}`, now: '' }] as const;
  return { number: 0, code: '', isSame: false, differences, end: undefined };
}
