// Runs one step of a workflow: its attempts, its time limit, what it gives. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { pause, withDeadline } from '../deadline.js';
import { luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ErrorStrategy } from './error-strategy.js';
import { asText } from './placeholders.js';
import type { StepOutput, StepScope } from './step-scope.js';
import type { AgentStep, FunctionStep, StepSpec, ToolStep, WorkflowStep } from './step-spec.js';
import { stepTimedOut } from './workflow-error.js';
import type { WorkflowParts } from './workflow-parts.js';

export interface StepRun extends StepOutput {
  readonly durationMs: number;
  /** Attempts after the first. */
  readonly retries: number;
}

/** @throws what the last attempt threw */
export async function runStep(
  step: StepSpec,
  scope: StepScope,
  strategy: ErrorStrategy,
  parts: WorkflowParts,
): Promise<StepRun> {
  const started = performance.now();
  const attempts = step.retries === undefined ? strategy.attempts : step.retries + 1;
  for (let attempt = 1; ; attempt++) {
    try {
      const output = await attemptStep(step, scope, parts);
      return { ...output, durationMs: Math.round(performance.now() - started), retries: attempt - 1 };
    } catch (error) {
      scope.call.signal.throwIfAborted();
      if (attempt >= attempts || isHopeless(error)) throw error;
      await pause(strategy.pauseMs * 2 ** (attempt - 1), scope.call.signal);
    }
  }
}

/** What is wrong with the script does not get better. */
function isHopeless(error: unknown): boolean {
  return error instanceof SpellError && HOPELESS.includes(error.code);
}

const HOPELESS = ['WORKFLOW_SPEC', 'AGENT_NOT_FOUND', 'AGENT_INPUT', 'TOOL_NOT_FOUND', 'BAD_ARGUMENT', 'NOT_AVAILABLE'];

function attemptStep(step: StepSpec, scope: StepScope, parts: WorkflowParts): Promise<StepOutput> {
  const { timeoutMs } = step;
  return withDeadline(
    scope.call.signal,
    timeoutMs,
    () => stepTimedOut(timeoutMs),
    (signal) => perform(step, scope.under(signal), parts),
  );
}

async function perform(step: StepSpec, scope: StepScope, parts: WorkflowParts): Promise<StepOutput> {
  switch (step.type) {
    case 'tool':
      return performTool(step, scope, parts);
    case 'agent':
      return performAgent(step, scope, parts);
    case 'workflow':
      return performWorkflow(step, scope, parts);
    case 'function':
      return performFunction(step, scope);
    case 'template':
      throw new SpellError(
        'NOT_AVAILABLE',
        `the template '${step.template}' cannot run: templates are not available yet`,
        {
          category: 'Component error',
          help: 'use steps of type agent, tool, workflow or function instead',
        },
      );
  }
}

async function performTool(step: ToolStep, scope: StepScope, parts: WorkflowParts): Promise<StepOutput> {
  const output = await parts.executeTool([step.tool, parametersOf(step, scope, parts)], scope.call);
  return { text: textOf(output), value: output['data'] ?? output['result'] ?? textOf(output) };
}

/** What a placeholder stands for may be a number where the tool wants text. */
function parametersOf(step: ToolStep, scope: StepScope, { takesText }: WorkflowParts): ValueObject {
  const filled = Object.entries(step.input).map(([name, written]) => {
    const value = scope.fillIn(written);
    const isPlain = ['number', 'bigint', 'boolean'].includes(typeof value);
    return [name, typeof written === 'string' && isPlain && takesText(step.tool, name) ? asText(value) : value];
  });
  return Object.fromEntries(filled) as ValueObject;
}

async function performAgent(
  step: AgentStep,
  scope: StepScope,
  { agents, executeAgent }: WorkflowParts,
): Promise<StepOutput> {
  const agent = agents.findByName(step.agent);
  if (agent === undefined) {
    const names = agents.list().map(({ spec }) => spec.name);
    throw new SpellError('AGENT_NOT_FOUND', `Agent '${step.agent}' not found${didYouMean(step.agent, names)}`, {
      category: 'Component error',
      help: 'a step names an agent as :name(...) has named it, and :build() has to be called before',
      details: { agent: step.agent },
    });
  }
  const text = textOf(await executeAgent([agent.id, { text: asText(scope.fillIn(step.input)) }], scope.call));
  return { text, value: text };
}

async function performWorkflow(step: WorkflowStep, scope: StepScope, parts: WorkflowParts): Promise<StepOutput> {
  const result = await parts.nested(step.workflow, scope.fillIn(step.input) as ValueObject, scope);
  return { text: textOf(result), value: result['outputs'] };
}

async function performFunction(step: FunctionStep, scope: StepScope): Promise<StepOutput> {
  const [value] = await scope.invoke(step.fn, [scope.context()]);
  return { text: asText(value), value };
}

/** The text of an output table; content in JSON may have taken its place. */
function textOf(output: ValueObject): string {
  const text = output['text'] ?? output['_raw_text'];
  if (typeof text === 'string') return text;
  if (text instanceof Uint8Array) return Buffer.from(text).toString('latin1');
  if (output['data'] !== undefined) return asText(output['data']);
  throw new SpellError('WORKFLOW_STEP', `it has given no text, but a ${luaTypeOf(text)}`);
}
