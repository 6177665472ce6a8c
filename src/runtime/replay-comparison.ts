// Compares two results of a run, as `Replay.create_comparator` does: where they differ, and how much of them is alike. Any thread.

import type { Value } from '../base/values.js';

/** More differences are counted, not listed. */
const MAX_LISTED = 1000;

export interface Comparison {
  readonly identical: boolean;
  /** The share of values at equal paths that are equal, from 0 to 1. */
  readonly similarity_score: number;
  readonly summary: string;
  readonly differences?: readonly Difference[];
}

export interface Difference {
  readonly path: string;
  readonly description: string;
}

/** Values are plain data; those of Lua have no null, and count from 1. */
export function compareValues(a: Value, b: Value): Comparison {
  const tally: Tally = { values: 0, differing: 0, listed: [] };
  compare(a, b, '$', tally);
  const { values, differing, listed } = tally;
  const similarity_score = (values - differing) / values;
  if (differing === 0) return { identical: true, similarity_score, summary: `identical: ${counted(values, 'value')}` };
  const more = differing > MAX_LISTED ? `, the first ${MAX_LISTED} are listed` : '';
  const summary = `${counted(differing, 'difference')} in ${counted(values, 'value')}${more}`;
  return { identical: false, similarity_score, summary, differences: listed };
}

interface Tally {
  values: number;
  differing: number;
  readonly listed: Difference[];
}

function compare(a: Value, b: Value, path: string, tally: Tally): void {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  const isMissing = kindA === 'nil' || kindB === 'nil';
  // A table without anything may be the beginning of either.
  if (isTable(a) && isTable(b) && (kindA === kindB || isEmpty(a) || isEmpty(b))) {
    compareFields(a, b, path, tally);
    return;
  }
  const size = Math.max(leaves(a), leaves(b));
  tally.values += size;
  if (kindA === kindB && isEqual(a, b)) return;
  tally.differing += size;
  if (tally.listed.length >= MAX_LISTED) return;
  const change = isMissing ? missing(a, b) : kindA === kindB ? `${shown(a)} became ${shown(b)}` : retyped(a, b);
  tally.listed.push({ path, description: change });
}

type TableValue = Readonly<Record<string, Value>> | readonly Value[];

function compareFields(a: TableValue, b: TableValue, path: string, tally: Tally): void {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  // What is empty on both sides is one value that is equal.
  if (keys.length === 0) tally.values += 1;
  const isArray = Array.isArray(a) || Array.isArray(b);
  for (const key of keys) compare(fieldOf(a, key), fieldOf(b, key), below(path, key, isArray), tally);
}

const fieldOf = (table: TableValue, key: string): Value =>
  Object.hasOwn(table, key) ? (table as Readonly<Record<string, Value>>)[key] : undefined;

function below(path: string, key: string, isArray: boolean): string {
  if (isArray) return `${path}[${Number(key) + 1}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

const isTable = (value: Value): value is TableValue =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

const isEmpty = (table: TableValue): boolean => Object.keys(table).length === 0;

/** As Lua's `type`, but that tables are arrays or objects. */
function kindOf(value: Value): string {
  if (value === undefined || value === null) return 'nil';
  if (value instanceof Uint8Array) return 'string';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function isEqual(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b || (Number.isNaN(a) && Number.isNaN(b)) || (kindOf(a) === 'nil' && kindOf(b) === 'nil');
}

/** What a value counts as where the other side has nothing at all to compare it with. */
function leaves(value: Value): number {
  if (!isTable(value)) return 1;
  return Math.max(
    1,
    Object.values(value).reduce<number>((sum, field) => sum + leaves(field), 0),
  );
}

const missing = (a: Value, b: Value): string =>
  kindOf(a) === 'nil' ? `${shown(b)} was added` : `${shown(a)} was removed`;

const retyped = (a: Value, b: Value): string => `${kindOf(a)} ${shown(a)} became ${kindOf(b)} ${shown(b)}`;

function shown(value: Value): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return counted(value.length, 'item');
  if (isTable(value)) return counted(Object.keys(value).length, 'field');
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' ? 'nil' : String(value);
}

function quoted(value: string): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}..."`;
}

const MAX_TEXT = 80;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
