// Workflows of a session: executes them, and keeps shared data and what the last executions gave. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { CallContext, Value } from '../../base/values.js';
import { withDeadline } from '../deadline.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { stepsOf } from './check-parts.js';
import { Execution } from './execution.js';
import { runKind } from './kinds.js';
import type { KindResult } from './kinds.js';
import { StepScope } from './step-scope.js';
import type { StepOutput } from './step-scope.js';
import { reasonOf, workflowTimedOut } from './workflow-error.js';
import type { WorkflowParts } from './workflow-parts.js';
import { parseWorkflow } from './workflow-spec.js';
import type { WorkflowSpec } from './workflow-spec.js';

interface Last {
  readonly executionId: string;
  readonly outputs: Map<string, StepOutput>;
}

interface Figures {
  executions: number;
  failed: number;
  totalMs: number;
}

export class WorkflowService {
  private readonly shared = new Map<string, Value>();
  private readonly last = new Map<string, Last>();
  private readonly figures = new Map<string, Figures>();
  private readonly parts: WorkflowParts;

  constructor(parts: Omit<WorkflowParts, 'nested'>) {
    this.parts = {
      ...parts,
      nested: (workflow, input, outer) => this.run(workflow, input, outer.call),
    };
  }

  /** @param table see {@link parseWorkflow}. @throws SpellError `WORKFLOW_SPEC`, `WORKFLOW_STEP` or `WORKFLOW_TIMEOUT` */
  execute(table: ValueObject, input: ValueObject, call: CallContext): Promise<ValueObject> {
    return this.run(parseWorkflow(table), input, call);
  }

  setShared(key: string, value: Value): void {
    if (value === undefined || value === null) this.shared.delete(key);
    else this.shared.set(key, value);
  }

  /** Of the last execution of a workflow. @throws SpellError `WORKFLOW_STATE` before the first */
  lastOf(id: string): Last {
    const last = this.last.get(id);
    if (last !== undefined) return last;
    throw new SpellError('WORKFLOW_STATE', 'No workflow execution found. Run execute() first.', {
      category: 'Workflow execution error',
      help: 'outputs are those of the last execution of this workflow',
    });
  }

  /** How many outputs were forgotten. */
  clearOutputs(id: string): number {
    const { outputs } = this.lastOf(id);
    const { size } = outputs;
    outputs.clear();
    return size;
  }

  /** {executions, failed, average_ms} of one workflow. */
  metrics(id: string): ValueObject {
    const { executions, failed, totalMs } = this.figures.get(id) ?? { executions: 0, failed: 0, totalMs: 0 };
    return {
      total_executions: executions,
      failed_executions: failed,
      success_rate: executions === 0 ? 100 : ((executions - failed) / executions) * 100,
      average_duration_ms: executions === 0 ? 0 : totalMs / executions,
    };
  }

  /** What is known of a workflow: {workflow_id, name, type, description, error_strategy, timeout_ms, steps, metrics, last}. */
  describe(spec: WorkflowSpec): ValueObject {
    const { id, name, type, description, onError, timeoutMs } = spec;
    const last = this.last.get(id);
    return compact({
      ...{ workflow_id: id, name, type, description, error_strategy: onError.kind, timeout_ms: timeoutMs },
      steps: stepsOf(spec).map((step) => ({ name: step.name, type: step.type, timeout_ms: step.timeoutMs })),
      metrics: this.metrics(id),
      last: last && {
        execution_id: last.executionId,
        outputs: Object.fromEntries([...last.outputs].map(([step, { text }]) => [step, text])),
      },
    });
  }

  private async run(spec: WorkflowSpec, input: ValueObject, call: CallContext): Promise<ValueObject> {
    const outputs = new Map<string, StepOutput>();
    const execution = new Execution(spec, this.parts);
    this.last.set(spec.id, { executionId: execution.id, outputs });
    const scope = new StepScope({ input, shared: this.shared, call, outputs });
    const started = performance.now();
    try {
      await callBack(spec, 'on_before_execute', scope, [scope.context()]);
      const work = (signal: AbortSignal): Promise<KindResult> => runKind(spec, execution, scope.under(signal));
      const kind = await withDeadline(
        call.signal,
        spec.timeoutMs,
        () => workflowTimedOut(spec.name, spec.timeoutMs!),
        work,
      );
      const result = toResult(execution, kind, outputs, performance.now() - started);
      this.count(spec.id, false, performance.now() - started);
      await callBack(spec, 'on_after_execute', scope, [result]);
      return result;
    } catch (error) {
      this.count(spec.id, true, performance.now() - started);
      call.signal.throwIfAborted();
      await execution.hooks.rollback(error, scope);
      await callBack(spec, 'on_error', scope, [{ error: reasonOf(error).message, workflow: spec.name }]);
      throw error;
    }
  }

  private count(id: string, hasFailed: boolean, durationMs: number): void {
    const figures = this.figures.get(id) ?? { executions: 0, failed: 0, totalMs: 0 };
    figures.executions += 1;
    figures.failed += hasFailed ? 1 : 0;
    figures.totalMs += durationMs;
    this.figures.set(id, figures);
  }
}

async function callBack(
  { callbacks }: WorkflowSpec,
  name: keyof WorkflowSpec['callbacks'],
  scope: StepScope,
  args: readonly Value[],
): Promise<void> {
  const fn = callbacks[name];
  if (fn !== undefined) await scope.invoke(fn, args);
}

/** The shape of docs/reference/lua-api.md, `workflow:execute`. */
function toResult(
  { id, spec, errors, failed, agentOutputs }: Execution,
  { summary, extra, fields }: KindResult,
  outputs: ReadonlyMap<string, StepOutput>,
  durationMs: number,
): ValueObject {
  const { type, name } = spec;
  const kind = `${type[0]!.toUpperCase()}${type.slice(1)}`;
  const end = failed === 0 ? 'completed successfully' : `completed with errors (${failed} steps failed)`;
  const duration = Math.round(durationMs);
  return {
    text: `${kind} workflow '${name}' ${end}. ${summary}. Duration: ${duration} ms`,
    success: failed === 0,
    status: failed === 0 ? 'completed' : 'completed_with_errors',
    workflow_type: type,
    execution_id: id,
    outputs: Object.fromEntries([...outputs].map(([step, { text }]) => [step, text])),
    ...(failed === 0 ? {} : { errors }),
    ...fields,
    media: {},
    tool_calls: {},
    metadata: {
      execution_time_ms: duration,
      extra: compact({
        workflow_type: type,
        workflow_name: name,
        execution_id: id,
        ...extra,
        agent_outputs: Object.keys(agentOutputs).length === 0 ? undefined : agentOutputs,
      }),
    },
  };
}
