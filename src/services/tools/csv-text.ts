// CSV text as a table, and back. Loads the package that parses. Pool thread.

import type { SpellError } from '../../base/errors.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter } from './parameters.js';

export type Row = readonly string[];

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly delimiter: string;
  readonly hasHeaders: boolean;
  /** Rows with more or fewer cells than there are columns. */
  readonly problems: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
const MAX_PROBLEMS = 100;

/** Delimiter and headers are guessed where the options do not say. @throws SpellError `TOOL_PARAMETER` */
export async function parseCsv(text: string, options: ValueObject): Promise<Table> {
  const { parse } = await import('csv-parse/sync');
  const delimiter = delimiterOf(text, options);
  const settings = { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true };
  let records: string[][];
  try {
    records = parse(text, settings);
  } catch (error) {
    throw badParameter({ name: 'csv-analyzer' }, 'input', (error as Error).message, 'quote what holds the delimiter');
  }
  const first = records[0] ?? [];
  const given = options['has_headers'];
  const hasHeaders = typeof given === 'boolean' ? given : looksLikeHeaders(first);
  const columns = hasHeaders ? first : first.map((_, index) => `column_${index + 1}`);
  const rows = hasHeaders ? records.slice(1) : records;
  return { columns, rows, delimiter, hasHeaders, problems: problemsOf(columns, rows) };
}

/** Names are there once each, and are no numbers. */
function looksLikeHeaders(row: Row): boolean {
  return new Set(row).size === row.length && row.every((cell) => cell.trim() !== '' && Number.isNaN(Number(cell)));
}

function delimiterOf(text: string, options: ValueObject): string {
  const { delimiter } = options;
  if (typeof delimiter === 'string' && delimiter !== '') return delimiter;
  if (delimiter !== undefined) throw badCsvOption('delimiter is no text', 'write delimiter = ";"');
  const [line = ''] = text.split(/\r?\n/, 1);
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((each) => bare.split(each).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function problemsOf(columns: readonly string[], rows: readonly Row[]): string[] {
  return rows
    .flatMap((row, index) => (row.length === columns.length ? [] : [`row ${index + 1} has ${row.length} cells`]))
    .slice(0, MAX_PROBLEMS);
}

export function writeCsv({ columns, rows, hasHeaders }: Table, delimiter: string): string {
  const quote = (cell: string): string =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return [...(hasHeaders ? [columns] : []), ...rows].map((row) => `${row.map(quote).join(delimiter)}\n`).join('');
}

export function badCsvOption(problem: string, help: string): SpellError {
  return badParameter({ name: 'csv-analyzer' }, 'options', problem, help);
}
