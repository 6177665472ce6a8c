// A step of a workflow as scripts describe it, checked. Control thread.

import type { LuaFunctionRef, Value } from '../../base/values.js';
import { didYouMean } from '../../base/nearest.js';
import type { ValueObject } from '../value-kinds.js';
import { SpecReader } from './spec-reader.js';
import { invalidWorkflow } from './workflow-error.js';
import type { WorkflowSpec } from './workflow-spec.js';

interface AnyStep {
  readonly name: string;
  readonly timeoutMs: number;
  /** More attempts after the first. */
  readonly retries?: number;
}

export type ToolStep = AnyStep & { readonly type: 'tool'; readonly tool: string; readonly input: ValueObject };
export type AgentStep = AnyStep & { readonly type: 'agent'; readonly agent: string; readonly input: string };
export type WorkflowStep = AnyStep & {
  readonly type: 'workflow';
  readonly workflow: WorkflowSpec;
  readonly input: ValueObject;
};
/** A Lua function of the script: `fn(context)`. */
export type FunctionStep = AnyStep & { readonly type: 'function'; readonly fn: LuaFunctionRef };
export type TemplateStep = AnyStep & { readonly type: 'template'; readonly template: string };

export type StepSpec = ToolStep | AgentStep | WorkflowStep | FunctionStep | TemplateStep;

export const STEP_TYPES = ['tool', 'agent', 'workflow', 'function', 'template'] as const;

export const STEP_TIMEOUT_MS = 30_000;

/** @throws SpellError `WORKFLOW_SPEC` */
export type ParseStep = (table: ValueObject, position: number) => StepSpec;

/** Steps may be workflows, whose steps are read by the same parser. */
export function stepParser(parseWorkflow: (table: ValueObject) => WorkflowSpec): ParseStep {
  return (table, position) => parseStep(table, position, parseWorkflow);
}

function parseStep(
  table: ValueObject,
  position: number,
  parseWorkflow: (table: ValueObject) => WorkflowSpec,
): StepSpec {
  const name = new SpecReader(`step ${position}`, table).needText('name');
  const reader = new SpecReader(`step '${name}'`, table);
  const type = reader.needText('type');
  const retries = reader.integer('retry_count', 0);
  const timeoutMs = reader.integer('timeout_ms', 1) ?? STEP_TIMEOUT_MS;
  const any = { name, timeoutMs, ...(retries === undefined ? {} : { retries }) };
  switch (type) {
    case 'tool':
      return { ...any, type, tool: reader.needText('tool'), input: reader.object('input') ?? {} };
    case 'agent':
      return { ...any, type, agent: reader.needText('agent'), input: prompt(table['input'], reader) };
    case 'workflow':
      return { ...any, type, workflow: parseWorkflow(nested(reader)), input: reader.object('input') ?? {} };
    case 'function':
      return { ...any, type, fn: callable(reader) };
    case 'template':
      return { ...any, type, template: reader.needText('template_id') };
    default:
      throw invalidWorkflow(
        `Unknown step type: '${type}'${didYouMean(type, STEP_TYPES)}. Supported types: ${STEP_TYPES.join(', ')}`,
      );
  }
}

/** Agents are asked with text; a table with the field `text` is the same. */
function prompt(input: Value, reader: SpecReader): string {
  if (typeof input === 'string') return input;
  if (input === undefined || input === null) return '';
  return new SpecReader(`${reader.what}, input`, reader.object('input') ?? {}).text('text') ?? '';
}

function nested(reader: SpecReader): ValueObject {
  const workflow = reader.object('workflow');
  if (workflow !== undefined) return workflow;
  throw invalidWorkflow(`${reader.what}: 'workflow' is required: a workflow that :build() has given`);
}

function callable(reader: SpecReader): LuaFunctionRef {
  const fn = reader.luaFunction('fn') ?? reader.luaFunction('handler');
  if (fn !== undefined) return fn;
  throw invalidWorkflow(`${reader.what}: 'fn' is required: a function that gets the context of the step`);
}
