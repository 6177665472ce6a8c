// Conditions on rows: `age >= 18 and city contains Berlin or vip == true`. Any thread.

import type { Value } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { asArray, isValueObject } from '../value-kinds.js';
import { typedCell } from './csv-columns.js';
import { badCsvOption } from './csv-text.js';
import type { Row } from './csv-text.js';

type Compare = (cell: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<string, Compare>> = {
  '==': (cell, wanted) => compare(cell, wanted) === 0,
  '=': (cell, wanted) => compare(cell, wanted) === 0,
  '!=': (cell, wanted) => compare(cell, wanted) !== 0,
  '>=': (cell, wanted) => compare(cell, wanted) >= 0,
  '<=': (cell, wanted) => compare(cell, wanted) <= 0,
  '>': (cell, wanted) => compare(cell, wanted) > 0,
  '<': (cell, wanted) => compare(cell, wanted) < 0,
  contains: (cell, wanted) => cell.includes(wanted),
  starts_with: (cell, wanted) => cell.startsWith(wanted),
  ends_with: (cell, wanted) => cell.endsWith(wanted),
};

const CONDITION = /^\s*(.+?)\s*(==|!=|>=|<=|=|>|<|\s(?:contains|starts_with|ends_with)\s)\s*(.*?)\s*$/;
const HELP = 'write filter = "age >= 18 and city == Berlin", or {column = "age", operator = ">=", value = 18}';

/** Text with `and` and `or` (`and` binds tighter), a condition as a table, or an array of those, all of which must hold. */
export function rowFilter(filter: Value, columns: readonly string[]): (row: Row) => boolean {
  if (typeof filter === 'string') {
    const ways = filter.split(/\s+or\s+/i).map((way) => {
      return way.split(/\s+and\s+/i).map((text) => conditionOfText(text, columns));
    });
    return (row) => ways.some((way) => way.every((holds) => holds(row)));
  }
  const list = isValueObject(filter) ? [filter] : asArray(filter);
  if (list === undefined || list.length === 0) throw badCsvOption('filter is missing', HELP);
  const conditions = list.map((each) => conditionOfTable(each, columns));
  return (row) => conditions.every((holds) => holds(row));
}

function conditionOfText(text: string, columns: readonly string[]): (row: Row) => boolean {
  const match = CONDITION.exec(text);
  if (match === null) throw badCsvOption(`'${text}' is no condition`, HELP);
  return condition(match[1]!, match[2]!.trim(), unquoted(match[3]!), columns);
}

function conditionOfTable(value: Value, columns: readonly string[]): (row: Row) => boolean {
  const { column, operator = '==', value: wanted } = isValueObject(value) ? value : {};
  if (typeof column !== 'string' || typeof operator !== 'string') throw badCsvOption('filter is no condition', HELP);
  const text = typeof wanted === 'string' ? wanted : toJsonText(wanted);
  return condition(column, operator, text, columns);
}

function condition(
  column: string,
  operator: string,
  wanted: string,
  columns: readonly string[],
): (row: Row) => boolean {
  const index = columns.indexOf(unquoted(column));
  if (index === -1) throw badCsvOption(`there is no column '${column}'`, `the columns are ${columns.join(', ')}`);
  const holds = OPERATORS[operator];
  if (holds === undefined) {
    throw badCsvOption(`'${operator}' is no operator`, `the operators are ${Object.keys(OPERATORS).join(', ')}`);
  }
  return (row) => holds(row[index] ?? '', wanted);
}

/** As numbers where both are, else as text. Text is neither more nor less than a number. */
function compare(cell: string, wanted: string): number {
  const [a, b] = [typedCell(cell), typedCell(wanted)];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof b === 'number') return NaN;
  return cell === wanted ? 0 : cell < wanted ? -1 : 1;
}

function unquoted(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text);
  return match?.[2] ?? text;
}
