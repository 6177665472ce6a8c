// What a loop of a workflow goes through. Control thread.

import type { Value } from '../../base/values.js';
import { asArray, isValueObject } from '../value-kinds.js';
import { parseCondition } from './condition.js';
import type { Condition } from './condition.js';
import { SpecReader } from './spec-reader.js';
import { invalidWorkflow } from './workflow-error.js';

export type LoopIterator =
  | { readonly type: 'collection'; readonly values: readonly Value[]; readonly max: number }
  /** `end` is not part of it. */
  | {
      readonly type: 'range';
      readonly start: number;
      readonly end: number;
      readonly step: number;
      readonly max: number;
    }
  | { readonly type: 'while_condition'; readonly condition: Condition; readonly max: number };

const WHILE_MOST = 100;

/** From `collection`, `range` and `while_condition`, beside each other or in `iterator`. @throws SpellError `WORKFLOW_SPEC` */
export function parseIterator(workflow: SpecReader): LoopIterator {
  const inside = workflow.object('iterator') ?? {};
  const table = { ...workflow.table, ...inside };
  const reader = new SpecReader(workflow.what, table);
  const max = reader.integer('max_iterations', 0);
  const unlimited = max ?? Infinity;
  if (table['collection'] !== undefined) return { type: 'collection', values: collection(reader), max: unlimited };
  const range = reader.object('range');
  if (range !== undefined) return { type: 'range', ...parseRange(reader.what, range), max: unlimited };
  const condition = table['while_condition'];
  if (condition !== undefined)
    return { type: 'while_condition', condition: parseCondition(condition, reader.what), max: max ?? WHILE_MOST };
  if (max !== undefined) return { type: 'range', start: 1, end: max + 1, step: 1, max };
  throw invalidWorkflow(
    `${reader.what} has nothing to loop over`,
    'call :with_collection{...}, :with_range{start = 1, ["end"] = 10}, :with_while(condition) or :max_iterations(n)',
  );
}

function collection(reader: SpecReader): readonly Value[] {
  const value = reader.table['collection'];
  const values = asArray(value);
  if (values !== undefined) return values;
  // A table by names has no order of its own: that of the names.
  if (isValueObject(value))
    return Object.keys(value)
      .sort()
      .map((key) => ({ key, value: value[key] }));
  return reader.array('collection') ?? [];
}

function parseRange(what: string, table: SpecReader['table']): { start: number; end: number; step: number } {
  const number = (key: string): number | undefined => {
    const value = table[key] ?? undefined;
    if (value === undefined) return undefined;
    const converted = typeof value === 'bigint' ? Number(value) : value;
    if (typeof converted === 'number' && Number.isFinite(converted)) return converted;
    throw invalidWorkflow(`${what}, range: '${key}' has to be a number`);
  };
  const end = number('end');
  if (end === undefined)
    throw invalidWorkflow(`${what}, range: 'end' is required`, 'write it as {start = 1, ["end"] = 10}');
  const step = number('step') ?? 1;
  if (step === 0) throw invalidWorkflow(`${what}, range: 'step' is 0, which has no end`);
  return { start: number('start') ?? 0, end, step };
}

/** The values of a loop whose number is known. */
export function* valuesOf(iterator: Exclude<LoopIterator, { type: 'while_condition' }>): Generator<Value> {
  let left = iterator.max;
  if (iterator.type === 'collection') {
    for (const value of iterator.values) if (left-- > 0) yield value;
    return;
  }
  const { start, end, step } = iterator;
  for (let i = 0; left-- > 0; i++) {
    const value = start + i * step;
    if (step > 0 ? value >= end : value <= end) return;
    yield value;
  }
}
