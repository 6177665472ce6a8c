// One execution of a workflow: runs lists of steps, counts them, and keeps what they gave. Control thread.

import type { Value } from '../../base/values.js';
import { SpellError } from '../../base/errors.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { StageHooks } from './stage-hooks.js';
import { runStep } from './step-runner.js';
import type { StepRun } from './step-runner.js';
import type { StepScope } from './step-scope.js';
import type { StepSpec } from './step-spec.js';
import { reasonOf, stepFailed } from './workflow-error.js';
import type { WorkflowParts } from './workflow-parts.js';
import type { WorkflowSpec } from './workflow-spec.js';

export class Execution {
  readonly id = crypto.randomUUID();
  successful = 0;
  failed = 0;
  /** Why steps failed, by name. */
  readonly errors: Record<string, string> = {};
  /** Text of agents, by their own name and by that of the step. */
  readonly agentOutputs: Record<string, Value> = {};

  readonly hooks: StageHooks;

  constructor(
    readonly spec: WorkflowSpec,
    private readonly parts: WorkflowParts,
  ) {
    this.hooks = new StageHooks(parts.hooks, spec.name, this.id);
  }

  /** One after the other. @throws SpellError `WORKFLOW_STEP` unless the workflow goes on after failures */
  async sequence(steps: readonly StepSpec[], scope: StepScope): Promise<boolean> {
    let isWhole = true;
    for (const [i, step] of steps.entries()) isWhole = (await this.step(step, scope, steps[i - 1])) && isWhole;
    return isWhole;
  }

  private async step(step: StepSpec, scope: StepScope, previous: StepSpec | undefined): Promise<boolean> {
    scope.call.signal.throwIfAborted();
    await this.progress(scope, step, 'started');
    try {
      await this.hooks.transition(previous, step, scope);
      const run = await this.hooks.around(step, scope, (changed) =>
        runStep(changed, scope, this.spec.onError, this.parts),
      );
      await this.keep(step, run, scope);
      await this.progress(scope, step, 'completed', { duration_ms: run.durationMs });
      return true;
    } catch (error) {
      scope.call.signal.throwIfAborted();
      return this.failure(step, error, scope);
    }
  }

  private async keep(step: StepSpec, run: StepRun, scope: StepScope): Promise<void> {
    scope.add(step.name, run);
    if (step.type === 'agent') Object.assign(this.agentOutputs, { [step.agent]: run.text, [step.name]: run.text });
    const { text: output, durationMs, retries } = run;
    const kept = { step_name: step.name, step_id: step.name, output, duration_ms: durationMs, retry_count: retries };
    await this.parts.state.save(`workflow:${this.id}`, step.name, kept, scope.call.signal);
    this.parts.events.tell('workflow.state.updated', scope.call, () => ({
      data: { workflow: this.spec.name, execution_id: this.id, key: step.name },
      correlationId: this.id,
    }));
    await this.hooks.checkpoint(step, run, scope);
    this.successful += 1;
  }

  private async failure(step: StepSpec, error: unknown, scope: StepScope): Promise<boolean> {
    const { message } = reasonOf(error);
    this.failed += 1;
    this.errors[step.name] = message;
    this.log(`step '${step.name}' of workflow '${this.spec.name}' failed: ${message}`, scope);
    await this.progress(scope, step, 'failed', { error: message });
    if (this.spec.onError.kind === 'continue') return false;
    // Of nested workflows the step that failed is the one worth naming.
    throw error instanceof SpellError && error.code === 'WORKFLOW_STEP' ? error : stepFailed(step.name, error);
  }

  private log(message: string, { call }: StepScope): void {
    const origin = { runId: call.runId, ...(call.source === undefined ? {} : { source: call.source }) };
    this.parts.logger.log({
      level: this.spec.onError.kind === 'continue' ? 'warn' : 'debug',
      module: 'services.workflows',
      message,
      ...origin,
    });
  }

  private async progress(scope: StepScope, step: StepSpec, status: string, more: ValueObject = {}): Promise<void> {
    const { name, type } = step;
    const about = (): ValueObject => {
      const { loop_index } = scope.context();
      return compact({ workflow: this.spec.name, step: name, type, status, loop_index, ...more });
    };
    this.parts.events.tell(`workflow.step.${status}`, scope.call, () => ({
      data: { ...about(), execution_id: this.id },
      correlationId: this.id,
    }));
    const callback = this.spec.callbacks.on_progress;
    if (callback !== undefined) await scope.invoke(callback, [about()]);
  }
}
