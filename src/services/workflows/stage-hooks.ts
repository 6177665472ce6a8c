// The hook points around the steps of a workflow, which hooks know as stages. Control thread.

import { isDeepStrictEqual } from 'node:util';
import { SpellError } from '../../base/errors.js';
import type { HookPoint } from '../../base/hook-points.js';
import type { CallContext, Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import { performWithHooks } from '../hooks/operation.js';
import type { HookService } from '../hooks/hook-service.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { asText } from './placeholders.js';
import type { StepOutput, StepScope } from './step-scope.js';
import type { StepRun } from './step-runner.js';
import type { StepSpec } from './step-spec.js';
import { reasonOf } from './workflow-error.js';

export class StageHooks {
  constructor(
    private readonly hooks: HookService,
    private readonly workflow: string,
    private readonly executionId: string,
  ) {}

  /**
   * Runs a stage between `BeforeWorkflowStage` and `AfterWorkflowStage`.
   *
   * @throws SpellError `HOOK_CANCELLED`, and what `run` throws
   */
  async around(step: StepSpec, scope: StepScope, run: (step: StepSpec) => Promise<StepRun>): Promise<StepRun> {
    const { call } = scope;
    if (!this.isAwaited(['BeforeWorkflowStage', 'AfterWorkflowStage'], call)) return run(step);
    let last: StepRun | undefined;
    let seen: Value;
    const given = await performWithHooks(
      this.hooks,
      {
        points: { before: ['BeforeWorkflowStage'], after: 'AfterWorkflowStage' },
        component: this.component,
        data: this.about(step, scope, { input: inputOf(step) }),
        canRedirect: false,
        perform: async ({ input }) => {
          last = await run(withInput(step, input));
          seen = isFunctionRef(last.value) ? last.text : last.value;
          return seen;
        },
      },
      call,
    );
    if (last !== undefined && isDeepStrictEqual(given, seen)) return last;
    return { durationMs: 0, retries: 0, ...last, text: asText(given), value: given };
  }

  /** The next stage of a list is about to begin. */
  transition(from: StepSpec | undefined, to: StepSpec, scope: StepScope): Promise<void> {
    if (from === undefined) return Promise.resolve();
    return this.tell('WorkflowStageTransition', scope, () => this.about(to, scope, { from: from.name, to: to.name }));
  }

  /** What a stage gave is in state from now on. */
  checkpoint(step: StepSpec, { text }: StepOutput, scope: StepScope): Promise<void> {
    return this.tell('WorkflowCheckpoint', scope, () =>
      this.about(step, scope, { output: text, completed: [...scope.outputs.keys()] }),
    );
  }

  /** The workflow has failed after some of its stages were done; hooks cannot cancel that. */
  async rollback(error: unknown, scope: StepScope): Promise<void> {
    const completed = [...scope.outputs.keys()].reverse();
    if (completed.length === 0) return;
    const told = this.tell('WorkflowRollback', scope, () => ({
      execution_id: this.executionId,
      error: { message: reasonOf(error).message },
      completed,
      outputs: Object.fromEntries([...scope.outputs].map(([name, { text }]) => [name, text])),
    }));
    await told.catch((failure: unknown) => {
      if (!(failure instanceof SpellError) || failure.code !== 'HOOK_CANCELLED') throw failure;
    });
  }

  private get component(): { readonly type: string; readonly name: string } {
    return { type: 'workflow', name: this.workflow };
  }

  private isAwaited(points: readonly HookPoint[], call: CallContext): boolean {
    return points.some((point) => this.hooks.isAwaited(point, call));
  }

  private about({ name, type }: StepSpec, scope: StepScope, more: ValueObject): ValueObject {
    const { loop_index } = scope.context();
    return compact({ execution_id: this.executionId, stage: name, type, loop_index, ...more });
  }

  /** Only a cancellation has an effect. @throws SpellError `HOOK_CANCELLED` */
  private async tell(point: HookPoint, { call }: StepScope, data: () => ValueObject): Promise<void> {
    if (!this.isAwaited([point], call)) return;
    await performWithHooks(
      this.hooks,
      {
        points: { before: [point] },
        component: this.component,
        data: data(),
        canRedirect: false,
        perform: () => undefined,
      },
      call,
    );
  }
}

/** Functions of the script get what the workflow was given; nothing else is theirs. */
function inputOf(step: StepSpec): Value {
  return 'input' in step ? step.input : undefined;
}

/** What is no input for such a step leaves it as it was. */
function withInput(step: StepSpec, input: Value): StepSpec {
  if (step.type === 'agent') return typeof input === 'string' ? { ...step, input } : step;
  if (step.type === 'tool' || step.type === 'workflow') return isValueObject(input) ? { ...step, input } : step;
  return step;
}
