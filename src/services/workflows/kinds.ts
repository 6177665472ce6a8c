// The four kinds of workflows: which steps run, and what is told of them. Control thread.

import type { Value } from '../../base/values.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { holds } from './condition.js';
import type { Execution } from './execution.js';
import { valuesOf } from './iterator.js';
import { inParallel } from './parallel.js';
import { counted } from '../counted.js';
import { asText } from './placeholders.js';
import type { StepScope, Turn } from './step-scope.js';
import type { Branch, ConditionalSpec, LoopSpec, ParallelSpec, SequentialSpec, WorkflowSpec } from './workflow-spec.js';

export interface KindResult {
  /** What was done, as a sentence of the result's text: `3 steps executed`. */
  readonly summary: string;
  /** For `metadata.extra`. */
  readonly extra: ValueObject;
  /** More fields of the result. */
  readonly fields?: ValueObject;
}

export function runKind(spec: WorkflowSpec, execution: Execution, scope: StepScope): Promise<KindResult> {
  switch (spec.type) {
    case 'sequential':
      return runSequential(spec, execution, scope);
    case 'parallel':
      return runParallel(spec, execution, scope);
    case 'conditional':
      return runConditional(spec, execution, scope);
    case 'loop':
      return runLoop(spec, execution, scope);
  }
}

async function runSequential(spec: SequentialSpec, execution: Execution, scope: StepScope): Promise<KindResult> {
  await execution.sequence(spec.steps, scope);
  return {
    summary: `${counted(execution.successful + execution.failed, 'step')} executed`,
    extra: stepCounts(execution),
  };
}

async function runParallel(spec: ParallelSpec, execution: Execution, scope: StepScope): Promise<KindResult> {
  const { branches, maxConcurrency = branches.length } = spec;
  const outcomes = await inParallel(
    branches,
    maxConcurrency,
    scope.call.signal,
    async ({ steps, condition }, signal) => {
      const own = scope.under(signal);
      return (await holds(condition, own)) ? execution.sequence(steps, own) : true;
    },
  );
  const successful = outcomes.filter((isWhole) => isWhole).length;
  const failed = branches.length - successful;
  return {
    summary: `${counted(branches.length, 'branch', 'branches')} executed, ${successful} succeeded, ${failed} failed`,
    extra: {
      total_branches: branches.length,
      successful_branches: successful,
      failed_branches: failed,
      stopped_early: false,
      max_concurrency: maxConcurrency,
      fail_fast: spec.onError.kind !== 'continue',
    },
  };
}

async function runConditional(spec: ConditionalSpec, execution: Execution, scope: StepScope): Promise<KindResult> {
  await execution.sequence(spec.steps, scope);
  const matched = await firstThatHolds(spec.branches, scope);
  const steps = matched?.steps ?? spec.otherwise;
  await execution.sequence(steps, scope);
  const hasRun = steps.length > 0 ? 1 : 0;
  return {
    summary: `${hasRun} branch executed (${matched?.name ?? (hasRun === 1 ? 'else' : 'none')})`,
    extra: {
      total_branches: spec.branches.length + (spec.otherwise.length > 0 ? 1 : 0),
      matched_branches: matched === undefined ? 0 : 1,
      executed_branches: hasRun,
      execute_all_matching: false,
      short_circuit_evaluation: true,
      ...stepCounts(execution),
    },
    fields: compact({ executed_branch: matched?.name ?? (hasRun === 1 ? 'else' : undefined) }),
  };
}

async function firstThatHolds(branches: readonly Branch[], scope: StepScope): Promise<Branch | undefined> {
  for (const branch of branches) if (await holds(branch.condition, scope)) return branch;
  return undefined;
}

async function runLoop(spec: LoopSpec, execution: Execution, scope: StepScope): Promise<KindResult> {
  const results: ValueObject[] = [];
  let completed = 0;
  let reason = 'iterator_exhausted';
  for await (const turn of turns(spec, scope)) {
    if (await execution.sequence(spec.body, turn)) completed += 1;
    results.push(outputsOf(spec, turn));
    if (await breaks(spec, turn)) {
      reason = 'break_condition';
      break;
    }
  }
  if (spec.iterator.type === 'while_condition' && results.length === spec.iterator.max) reason = 'max_iterations';
  return {
    summary: `${counted(results.length, 'iteration')} executed`,
    extra: {
      total_iterations: results.length,
      completed_iterations: completed,
      break_reason: reason,
      aggregated_results_count: results.length,
      continue_on_error: spec.onError.kind === 'continue',
      ...iteratorFields(spec),
      ...stepCounts(execution),
    },
    fields: { iterations: results },
  };
}

async function* turns({ iterator }: LoopSpec, scope: StepScope): AsyncGenerator<StepScope> {
  const turn = (value: Value, index: number): StepScope => scope.inTurn({ value, index } satisfies Turn);
  let index = 0;
  if (iterator.type !== 'while_condition') {
    for (const value of valuesOf(iterator)) yield turn(value, ++index);
    return;
  }
  while (index < iterator.max) {
    const next = turn(index + 1, index + 1);
    if (!(await holds(iterator.condition, next))) return;
    index += 1;
    yield next;
  }
}

async function breaks({ breaks: conditions }: LoopSpec, turn: StepScope): Promise<boolean> {
  for (const condition of conditions) if (await holds(condition, turn)) return true;
  return false;
}

function outputsOf({ body }: LoopSpec, { outputs }: StepScope): ValueObject {
  return Object.fromEntries(
    body.flatMap(({ name }) => (outputs.has(name) ? [[name, asText(outputs.get(name)?.text)]] : [])),
  );
}

function iteratorFields({ iterator }: LoopSpec): ValueObject {
  switch (iterator.type) {
    case 'collection':
      return { iterator_type: 'collection', collection_size: iterator.values.length };
    case 'range':
      return {
        iterator_type: 'range',
        range_start: iterator.start,
        range_end: iterator.end,
        range_step: iterator.step,
      };
    case 'while_condition':
      return { iterator_type: 'while_condition', condition: iterator.condition.type, max_iterations: iterator.max };
  }
}

function stepCounts({ successful, failed }: Execution): ValueObject {
  const total = successful + failed;
  return {
    total_steps: total,
    successful_steps: successful,
    failed_steps: failed,
    success_rate: total === 0 ? 100 : (successful / total) * 100,
  };
}
