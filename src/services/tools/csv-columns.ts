// What a column of a table holds: its type and its statistics. Any thread.

import type { Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import { TEXT_FORMS } from './text-forms.js';

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const SAMPLES = 5;

/** A cell as what it looks like; undefined where it is empty. Numbers with leading zeros stay text. */
export function typedCell(cell: string): Value {
  if (cell.trim() === '') return undefined;
  if (/^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  const isNumber = NUMBER.test(cell) && !/^\s*[+-]?0\d/.test(cell);
  if (!isNumber) return cell;
  const value = Number(cell);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : cell;
}

export function describeColumn(name: string, cells: readonly string[]): ValueObject {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const values = filled.map((cell) => typedCell(cell));
  const unique = [...new Set(filled)];
  const numbers = values.filter((value) => typeof value === 'number');
  const isNumeric = numbers.length > 0 && numbers.length === values.length;
  return {
    name,
    data_type: typeOf(filled, values),
    null_count: cells.length - filled.length,
    unique_count: unique.length,
    ...(isNumeric ? statistics(numbers) : extremes(unique)),
    sample_values: unique.slice(0, SAMPLES),
  };
}

function typeOf(cells: readonly string[], values: readonly Value[]): string {
  if (cells.length === 0) return 'empty';
  if (values.every((value) => Number.isInteger(value))) return 'integer';
  if (values.every((value) => typeof value === 'number')) return 'float';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  return cells.every((cell) => TEXT_FORMS['date']?.(cell) === true) ? 'date' : 'string';
}

function statistics(numbers: readonly number[]): ValueObject {
  const sorted = [...numbers].sort((a, b) => a - b);
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / numbers.length;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return {
    ...{ min_value: sorted[0], max_value: sorted.at(-1), mean, median, std_dev: Math.sqrt(variance) },
  };
}

function extremes(values: readonly string[]): ValueObject {
  if (values.length === 0) return {};
  const smallest = values.reduce((a, b) => (b < a ? b : a));
  const largest = values.reduce((a, b) => (b > a ? b : a));
  return { min_value: smallest, max_value: largest };
}
