// A workflow as scripts describe it, checked and with defaults. Control thread.

import type { LuaFunctionRef, Value } from '../../base/values.js';
import { didYouMean } from '../../base/nearest.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { ALWAYS, parseCondition } from './condition.js';
import type { Condition } from './condition.js';
import { parseErrorStrategy } from './error-strategy.js';
import type { ErrorStrategy } from './error-strategy.js';
import { parseIterator } from './iterator.js';
import type { LoopIterator } from './iterator.js';
import { SpecReader } from './spec-reader.js';
import { stepParser } from './step-spec.js';
import type { StepSpec } from './step-spec.js';
import { invalidWorkflow } from './workflow-error.js';

/** @throws SpellError `WORKFLOW_SPEC` */
export const parseStep = stepParser(parseWorkflow);

export const WORKFLOW_TYPES = ['sequential', 'conditional', 'loop', 'parallel'] as const;

export interface Branch {
  readonly name: string;
  readonly condition: Condition;
  readonly steps: readonly StepSpec[];
}

interface AnyWorkflow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly onError: ErrorStrategy;
  readonly timeoutMs?: number;
  /** Lua functions by the moment at which they are called. */
  readonly callbacks: Readonly<Partial<Record<CallbackName, LuaFunctionRef>>>;
}

export const CALLBACKS = ['on_before_execute', 'on_after_execute', 'on_error', 'on_progress'] as const;
export type CallbackName = (typeof CALLBACKS)[number];

export type SequentialSpec = AnyWorkflow & { readonly type: 'sequential'; readonly steps: readonly StepSpec[] };
export type ParallelSpec = AnyWorkflow & {
  readonly type: 'parallel';
  readonly branches: readonly Branch[];
  readonly maxConcurrency?: number;
};
export type ConditionalSpec = AnyWorkflow & {
  readonly type: 'conditional';
  /** Run first, so that conditions can look at what they give. */
  readonly steps: readonly StepSpec[];
  readonly branches: readonly Branch[];
  readonly otherwise: readonly StepSpec[];
};
export type LoopSpec = AnyWorkflow & {
  readonly type: 'loop';
  readonly iterator: LoopIterator;
  readonly body: readonly StepSpec[];
  readonly breaks: readonly Condition[];
};
export type WorkflowSpec = SequentialSpec | ParallelSpec | ConditionalSpec | LoopSpec;

/**
 * Reads what builders and `Workflow.sequential{...}` collect; a workflow that was built is its own description.
 *
 * @throws SpellError `WORKFLOW_SPEC` naming what is wrong
 */
export function parseWorkflow(table: ValueObject): WorkflowSpec {
  const spec = isValueObject(table['spec']) ? { ...table['spec'], id: table['id'], type: table['type'] } : table;
  const name = new SpecReader('workflow', spec).text('name') ?? `workflow_${crypto.randomUUID().slice(0, 8)}`;
  const reader = new SpecReader(`workflow '${name}'`, spec);
  const timeoutMs = reader.integer('timeout_ms', 1);
  const any = {
    id: reader.text('id') ?? `workflow_${crypto.randomUUID()}`,
    name,
    description: reader.text('description') ?? '',
    onError: parseErrorStrategy(spec['error_strategy'], reader.what),
    callbacks: callbacks(reader),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const type = reader.text('type');
  switch (type) {
    case 'sequential':
      return { ...any, type, steps: some(reader, reader.list('steps', parseStep)) };
    case 'parallel': {
      const maxConcurrency = reader.integer('max_concurrency', 1);
      return { ...any, type, branches: parallelBranches(reader), ...(maxConcurrency && { maxConcurrency }) };
    }
    case 'conditional':
      return { ...any, type, steps: reader.list('steps', parseStep) ?? [], ...conditionalBranches(reader) };
    case 'loop':
      return {
        ...any,
        type,
        iterator: parseIterator(reader),
        body: some(reader, reader.list('body', parseStep) ?? reader.list('steps', parseStep)),
        breaks: (reader.array('break_conditions') ?? []).map((each) => parseCondition(each, reader.what)),
      };
    case undefined:
      throw invalidWorkflow(
        'Workflow type not specified',
        'call :sequential(), :parallel(), :conditional() or :loop()',
      );
    default:
      throw invalidWorkflow(`Unknown workflow type '${type}'${didYouMean(type, WORKFLOW_TYPES)}`);
  }
}

function callbacks(reader: SpecReader): AnyWorkflow['callbacks'] {
  const found = CALLBACKS.map((name) => [name, reader.luaFunction(name)] as const);
  return Object.fromEntries(found.filter(([, fn]) => fn !== undefined));
}

function some(reader: SpecReader, steps: readonly StepSpec[] | undefined): readonly StepSpec[] {
  if (steps !== undefined && steps.length > 0) return unique(reader, steps);
  throw invalidWorkflow(`${reader.what} has no steps`, 'add one with :add_step{...}');
}

/** Outputs are found by the name of their step. */
function unique(reader: SpecReader, steps: readonly StepSpec[]): readonly StepSpec[] {
  const seen = new Set<string>();
  for (const { name } of steps) {
    if (seen.has(name)) throw invalidWorkflow(`${reader.what} has two steps named '${name}'`, 'give each its own name');
    seen.add(name);
  }
  return steps;
}

/** Steps that stand alone are branches of their own. */
function parallelBranches(reader: SpecReader): readonly Branch[] {
  const branches = reader.list('branches', (table, position) => branch(table, position)) ?? [];
  const alone = reader.list('steps', parseStep) ?? [];
  const all = [...branches, ...alone.map((step) => ({ name: step.name, condition: ALWAYS, steps: [step] }))];
  some(
    reader,
    all.flatMap(({ steps }) => steps),
  );
  return all;
}

function branch(table: ValueObject, position: number): Branch {
  const name = new SpecReader(`branch ${position}`, table).text('name') ?? `branch_${position}`;
  const reader = new SpecReader(`branch '${name}'`, table);
  return {
    name,
    condition: parseCondition(table['condition'], reader.what),
    steps: some(reader, reader.list('steps', parseStep)),
  };
}

/** The builder's form (condition, then, else) is a first branch. */
function conditionalBranches(reader: SpecReader): Pick<ConditionalSpec, 'branches' | 'otherwise'> {
  const then = reader.list('then_steps', parseStep) ?? [];
  const first: Branch[] =
    then.length === 0
      ? []
      : [{ name: 'then', condition: parseCondition(reader.table['condition'], reader.what), steps: then }];
  const branches = [...first, ...(reader.list('branches', branch) ?? [])];
  const otherwise = [...(reader.list('else_steps', parseStep) ?? []), ...defaultBranch(reader)];
  if (branches.length + otherwise.length > 0) return { branches, otherwise };
  throw invalidWorkflow(
    `${reader.what} has no branches`,
    'add steps with :add_then_step{...}, :add_else_step{...} or :add_branch(condition, steps)',
  );
}

function defaultBranch(reader: SpecReader): readonly StepSpec[] {
  const value: Value = reader.table['default_branch'];
  if (value === undefined || value === null) return [];
  if (isValueObject(value))
    return new SpecReader(`${reader.what}, default_branch`, value).list('steps', parseStep) ?? [];
  return reader.list('default_branch', parseStep) ?? [];
}
