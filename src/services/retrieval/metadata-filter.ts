// Which documents a filter lets through, by their metadata. Any thread.

import type { Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badOption } from './retrieval-errors.js';

/** What a field may be asked, besides being equal. */
const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains'] as const;
type Operator = (typeof OPERATORS)[number];

type Test = (value: Value) => boolean;

/**
 * Every field has to fit: a value, one of a list, or what operators say; `a.b` looks into tables.
 * @throws SpellError `RAG_OPTION` for an operator that there is not
 */
export function metadataFilter(filter: ValueObject): (metadata: ValueObject) => boolean {
  const tests = Object.entries(filter).map(([path, wanted]) => [path, testFor(path, wanted)] as const);
  return (metadata) => tests.every(([path, test]) => test(valueAt(metadata, path)));
}

function testFor(path: string, wanted: Value): Test {
  if (Array.isArray(wanted)) return (value) => wanted.some((each) => isSame(value, each as Value));
  if (!isValueObject(wanted)) return (value) => isSame(value, wanted);
  const tests = Object.entries(wanted).map(([name, operand]) => {
    const operator = OPERATORS.find((known) => known === name);
    if (operator !== undefined) return TESTS[operator](operand);
    throw badOption(
      `metadata_filter: field '${path}' has no operator '${name}'`,
      `the operators are ${OPERATORS.join(', ')}`,
    );
  });
  return (value) => tests.every((test) => test(value));
}

const TESTS: Readonly<Record<Operator, (operand: Value) => Test>> = {
  eq: (operand) => (value) => isSame(value, operand),
  ne: (operand) => (value) => !isSame(value, operand),
  gt: (operand) => (value) => compare(value, operand) > 0,
  gte: (operand) => (value) => compare(value, operand) >= 0,
  lt: (operand) => (value) => compare(value, operand) < 0,
  lte: (operand) => (value) => compare(value, operand) <= 0,
  in: (operand) => (value) => Array.isArray(operand) && operand.some((each) => isSame(value, each as Value)),
  contains: (operand) => (value) =>
    Array.isArray(value)
      ? value.some((each) => isSame(each as Value, operand))
      : typeof value === 'string' && typeof operand === 'string' && value.includes(operand),
};

/** A list has a value if one of its items is that. */
function isSame(value: Value, wanted: Value): boolean {
  if (Array.isArray(value)) return value.some((each) => isSame(each as Value, wanted));
  return (value ?? undefined) === (wanted ?? undefined);
}

/** Not a number where the two cannot be compared, which fits nothing. */
function compare(value: Value, operand: Value): number {
  if (typeof value === 'number' && typeof operand === 'number') return value - operand;
  if (typeof value === 'string' && typeof operand === 'string') return value < operand ? -1 : value > operand ? 1 : 0;
  return NaN;
}

function valueAt(metadata: ValueObject, path: string): Value {
  if (Object.hasOwn(metadata, path)) return metadata[path];
  let value: Value = metadata;
  for (const key of path.split('.')) value = isValueObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}
