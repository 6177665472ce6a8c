// Runs the steps of a kept session again, one after the other, and says what came of each. Control thread.

import { performance } from 'node:perf_hooks';
import type { DamagedStep, SessionStep } from '../stores/session-store.js';
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
  /** At the first step that has not succeeded. */
  readonly stops: boolean;
  /** Code in the place of that of steps, by number; nothing to compare them with. */
  readonly changes: ReadonlyMap<number, string>;
  /** Steps before this one are run, as others may need what they have made, but nothing is told of them. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Waited for. */
  readonly onStep?: (step: ReplayedStep) => Promise<void>;
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
  readonly damaged: readonly DamagedStep[];
}

/** Steps that cannot be read are not run, and have not succeeded; those that run still are left out. @throws what the signal says, and what opens the runner */
export async function replaySteps(
  kept: KeptSteps,
  open: OpenStepRunner,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly ReplayedStep[]> {
  const { from = 1, to = Infinity } = options;
  const ended = kept.steps.filter(({ status }) => status !== 'running');
  const all = [...ended, ...kept.damaged].filter(({ number }) => number <= to).sort((a, b) => a.number - b.number);
  const isNeeded = !options.isDry && all.some((step) => 'code' in step) && all.some(({ number }) => number >= from);
  const runner = isNeeded ? await open() : undefined;
  const interrupt = (): void => runner?.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await replayed(all, runner, options, signal);
  } finally {
    signal.removeEventListener('abort', interrupt);
    await runner?.dispose();
  }
}

async function replayed(
  all: readonly (SessionStep | DamagedStep)[],
  runner: StepRunner | undefined,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly ReplayedStep[]> {
  const { from = 1, onStep, stops, timeoutMs } = options;
  const deadline = performance.now() + timeoutMs;
  const done: ReplayedStep[] = [];
  for (const step of all) {
    signal.throwIfAborted();
    const leftMs = deadline - performance.now();
    if (leftMs < 1) break;
    const one = 'code' in step ? await replayedStep(step, runner, options, Math.floor(leftMs)) : damagedStep(step);
    signal.throwIfAborted();
    if (one.number < from) continue;
    done.push(one);
    await onStep?.(one);
    if (stops && !one.isSame) break;
  }
  signal.throwIfAborted();
  return done;
}

async function replayedStep(
  step: SessionStep,
  runner: StepRunner | undefined,
  { isCompared, changes }: ReplayOptions,
  limitMs: number,
): Promise<ReplayedStep> {
  const { number } = step;
  const code = changes.get(number) ?? step.code;
  if (runner === undefined) return { number, code, isSame: true, differences: [], end: undefined };
  const end = await runner.run({ number, code, manner: step.manner }, limitMs);
  const differences = isCompared && !changes.has(number) ? differencesOf(step, end) : [];
  const isSame = isCompared && !changes.has(number) ? differences.length === 0 : end.status !== 'error';
  return { number, code, isSame, differences, end };
}

function damagedStep({ number, problem }: DamagedStep): ReplayedStep {
  const differences = [{ field: 'status', before: `damaged: ${problem}`, now: 'not run' }] as const;
  return { number, code: '', isSame: false, differences, end: undefined };
}
