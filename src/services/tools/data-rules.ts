// The rules of `data-validator`: each says whether a value breaks it. Patterns are the script's, so this is for a thread that can be
// ended. Pool thread.

import { isDeepStrictEqual } from 'node:util';
import type { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { TEXT_FORMS } from './text-forms.js';
import { badParameter } from './parameters.js';

export interface RuleBreach extends ValueObject {
  /** Path of the value: `user.tags[1]`; empty for the whole input. */
  readonly field: string;
  readonly value?: Value;
  readonly rule: string;
  readonly message: string;
}

/** What is wrong with the value, or undefined. Rules other than `required` let nil pass. */
type Check = (value: Value, rule: ValueObject) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  required: (value) => (value === undefined || value === null || value === '' ? 'is required' : undefined),
  type: (value, rule) => {
    const expected = textOf(rule, 'expected', Object.keys(TYPES));
    return TYPES[expected]?.(value) === true ? undefined : `is no ${expected}`;
  },
  length: (value, rule) => outside(lengthOf(value), rule, 'has the length'),
  range: (value, rule) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return 'is no number';
    return outside(Number(value), rule, 'is');
  },
  pattern: (value, rule) => {
    const pattern = regexOf(rule);
    return typeof value === 'string' && pattern.test(value) ? undefined : `does not match ${pattern.source}`;
  },
  enum: (value, rule) => {
    const values = listOf(rule, 'values');
    if (values.some((each) => isDeepStrictEqual(each, value))) return undefined;
    return `is none of ${values.map((each) => toJsonText(each)).join(', ')}`;
  },
  ...Object.fromEntries(
    ['email', 'url', 'date'].map((form): [string, Check] => [form, (value) => outOfForm(value, form)]),
  ),
  custom: (value, rule) => outOfForm(value, textOf(rule, 'validator', Object.keys(TEXT_FORMS))),
  array: (value, rule) => {
    const items = asArray(value);
    if (items === undefined) return 'is no array';
    const repeated = rule['unique'] === true && new Set(items.map((item) => toJsonText(item))).size < items.length;
    return repeated ? 'has an item twice' : outside(items.length, rule, 'has the length');
  },
  object: (value, rule) => {
    if (!isValueObject(value)) return 'is no object';
    const missing = asArray(rule['required'])?.filter(
      (name): name is string => typeof name === 'string' && !Object.hasOwn(value, name),
    );
    return missing === undefined || missing.length === 0 ? undefined : `has no field ${missing.join(', ')}`;
  },
};

const TYPES: Readonly<Record<string, (value: Value) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || typeof value === 'bigint',
  integer: (value) => Number.isInteger(value) || typeof value === 'bigint',
  boolean: (value) => typeof value === 'boolean',
  array: (value) => asArray(value) !== undefined,
  object: (value) => isValueObject(value),
  null: (value) => value === undefined || value === null,
};

/** All that the value breaks. @throws SpellError `TOOL_PARAMETER` for rules that are none */
export function checkRules(value: Value, rules: readonly Value[], at = ''): RuleBreach[] {
  return rules.flatMap((rule) => {
    if (!isValueObject(rule)) throw badRule('one of them is no table', 'write {type = "required"}');
    const [field, found] = select(value, rule, at);
    const kind = textOf(rule, 'type', Object.keys(CHECKS));
    if (kind !== 'required' && kind !== 'type' && (found === undefined || found === null)) return [];
    const problem = CHECKS[kind]?.(found, rule);
    const deeper = below(found, rule, kind, field);
    if (problem === undefined) return deeper;
    const message = typeof rule['message'] === 'string' ? rule['message'] : `${field || 'the value'} ${problem}`;
    return [{ field, ...(found === undefined ? {} : { value: found }), rule: kind, message }, ...deeper];
  });
}

/** Rules for the items of arrays and the fields of objects. */
function below(value: Value, rule: ValueObject, kind: string, at: string): RuleBreach[] {
  if (kind === 'array' && rule['items'] !== undefined) {
    const items = listOf(rule, 'items');
    return (asArray(value) ?? []).flatMap((item, index) => checkRules(item, items, `${at}[${index + 1}]`));
  }
  const properties = kind === 'object' ? rule['properties'] : undefined;
  if (!isValueObject(properties) || !isValueObject(value)) return [];
  return Object.entries(properties).flatMap(([name, rules]) => {
    return checkRules(value[name], asArray(rules) ?? [rules], join(at, name));
  });
}

/** What a rule is about: `field = "user.name"`, or the whole. */
function select(value: Value, rule: ValueObject, at: string): [field: string, value: Value] {
  if (rule['field'] === undefined) return [at, value];
  const field = textOf(rule, 'field');
  const found = field
    .split('.')
    .reduce<Value>((part, name) => (isValueObject(part) && Object.hasOwn(part, name) ? part[name] : undefined), value);
  return [join(at, field), found];
}

const join = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

function outOfForm(value: Value, form: string): string | undefined {
  return typeof value === 'string' && TEXT_FORMS[form]?.(value) === true ? undefined : `is no ${form}`;
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (value instanceof Uint8Array) return value.length;
  return asArray(value)?.length ?? (isValueObject(value) ? Object.keys(value).length : 0);
}

function outside(amount: number, rule: ValueObject, what: string): string | undefined {
  const { min, max } = rule;
  if (min !== undefined && min !== null && amount < Number(min)) return `${what} ${amount}, less than ${Number(min)}`;
  if (max !== undefined && max !== null && amount > Number(max)) return `${what} ${amount}, more than ${Number(max)}`;
  return undefined;
}

function regexOf(rule: ValueObject): RegExp {
  const source = textOf(rule, rule['regex'] === undefined ? 'pattern' : 'regex');
  try {
    return new RegExp(source, 'u');
  } catch {
    throw badRule(`'${source}' is no regular expression`, 'write it as in JavaScript: ^[a-z]+$');
  }
}

function listOf(rule: ValueObject, name: string): readonly Value[] {
  const list = asArray(rule[name]);
  if (list === undefined) throw badRule(`${name} is no array`, `a rule of this type has ${name} = {...}`);
  return list;
}

function textOf(rule: ValueObject, name: string, choices?: readonly string[]): string {
  const value = rule[name];
  if (typeof value === 'string' && choices?.includes(value) !== false) return value;
  const help = choices === undefined ? `write ${name} = "..."` : `it may be ${choices.join(', ')}`;
  throw badRule(typeof value === 'string' ? `${name} '${value}' is not known` : `${name} is no text`, help);
}

function badRule(problem: string, help: string): SpellError {
  return badParameter({ name: 'data-validator' }, 'rules', problem, help);
}
