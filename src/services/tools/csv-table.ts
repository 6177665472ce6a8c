// What `csv-analyzer` does with a table. Pool thread.

import type { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { rowFilter } from './csv-filter.js';
import { badCsvOption, parseCsv, writeCsv } from './csv-text.js';
import type { Row, Table } from './csv-text.js';
import { describeColumn, typedCell } from './csv-columns.js';
import { checkRules } from './data-rules.js';

export interface TableAnswer {
  readonly text: string;
  readonly result: ValueObject;
  readonly metadata: ValueObject;
}

type Operation = (table: Table, options: ValueObject, input: string) => Promise<TableAnswer> | TableAnswer;

const MAX_ERRORS = 1000;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  analyze: (table, _options, input) => {
    const analysis = {
      row_count: table.rows.length,
      column_count: table.columns.length,
      encoding: 'UTF-8',
      delimiter: table.delimiter,
      has_headers: table.hasHeaders,
      columns: table.columns.map((name, index) =>
        describeColumn(
          name,
          table.rows.map((row) => row[index] ?? ''),
        ),
      ),
      file_size_bytes: Buffer.byteLength(input),
      parse_errors: table.problems,
    };
    return { text: toJsonText(analysis), result: analysis, metadata: { analysis_result: analysis } };
  },

  convert: (table, options) => {
    const format = options['format'] ?? 'json';
    const text = typeof format === 'string' ? CONVERSIONS[format]?.(table) : undefined;
    if (text === undefined) {
      throw badCsvOption(
        `format ${toJsonText(format)} is not known`,
        `it may be ${Object.keys(CONVERSIONS).join(', ')}`,
      );
    }
    return rewritten(text, table, { format });
  },

  filter: (table, options) => {
    const keeps = rowFilter(options['filter'], table.columns);
    const kept = { ...table, rows: table.rows.filter((row) => keeps(row)) };
    return rewritten(writeCsv(kept, table.delimiter), kept, { rows_removed: table.rows.length - kept.rows.length });
  },

  transform: (table, options) => {
    const changed = addColumns(
      renameColumns(table, tableOption(options, 'rename_columns')),
      tableOption(options, 'add_columns'),
    );
    return rewritten(writeCsv(changed, table.delimiter), changed, { columns: changed.columns });
  },

  validate: (table, options) => {
    const rules = asArray(options['rules']);
    if (rules === undefined)
      throw badCsvOption('rules is no array', 'write {{field = "age", type = "range", min = 0}}');
    const errors = validationErrors(table, rules);
    const validation = { valid: errors.length === 0, row_count: table.rows.length, errors };
    return { text: toJsonText(validation), result: validation, metadata: { validation_result: validation } };
  },

  sample: (table, options) => {
    const size = Number(options['size'] ?? 10);
    if (!Number.isInteger(size) || size < 1) throw badCsvOption('size is no number of rows', 'write size = 10');
    const step = Math.max(1, table.rows.length / size);
    const count = Math.min(size, table.rows.length);
    const rows = Array.from({ length: count }, (_, index) => table.rows[Math.floor(index * step)]!);
    return rewritten(writeCsv({ ...table, rows }, table.delimiter), { ...table, rows }, {});
  },
};

const CONVERSIONS: Readonly<Record<string, (table: Table) => string>> = {
  json: (table) => JSON.stringify(table.rows.map((row) => objectOf(table, row))),
  jsonlines: (table) => table.rows.map((row) => `${JSON.stringify(objectOf(table, row))}\n`).join(''),
  tsv: (table) => writeCsv(table, '\t'),
  csv: (table) => writeCsv(table, ','),
};

/** @throws SpellError `TOOL_PARAMETER` */
export async function tableOperation(operation: string, input: string, options: ValueObject): Promise<TableAnswer> {
  const work = OPERATIONS[operation];
  if (work === undefined) throw new Error(`no operation '${operation}'`);
  return work(await parseCsv(input, options), options, input);
}

function rewritten(text: string, table: Table, more: ValueObject): TableAnswer {
  return { text, result: { row_count: table.rows.length, ...more }, metadata: {} };
}

function objectOf(table: Table, row: Row): ValueObject {
  return Object.fromEntries(table.columns.map((name, index) => [name, typedCell(row[index] ?? '') ?? null]));
}

function renameColumns(table: Table, names: ValueObject): Table {
  const unknown = Object.keys(names).find((name) => !table.columns.includes(name));
  if (unknown !== undefined) throw unknownColumn(unknown, table);
  return { ...table, hasHeaders: true, columns: table.columns.map((name) => textOf(names[name] ?? name)) };
}

function unknownColumn(name: string, { columns }: Table): SpellError {
  return badCsvOption(`there is no column '${name}'`, `the columns are ${columns.join(', ')}`);
}

/** New cells are values, or text with other cells in it: `{first} {last}`. */
function addColumns(table: Table, columns: ValueObject): Table {
  const added = Object.entries(columns);
  const rows = table.rows.map((row) => [...row, ...added.map(([, value]) => filled(textOf(value), table, row))]);
  return { ...table, columns: [...table.columns, ...added.map(([name]) => name)], rows };
}

function filled(text: string, table: Table, row: Row): string {
  return text.replace(/\{([^{}]+)\}/g, (_all, name: string) => {
    const index = table.columns.indexOf(name);
    if (index === -1) throw unknownColumn(name, table);
    return row[index] ?? '';
  });
}

/** Rules are those of data-validator, each about a column. Cells are text where a rule is about text. */
function validationErrors(table: Table, rules: readonly Value[]): ValueObject[] {
  const textual = ['pattern', 'length', 'email', 'url', 'date', 'custom'];
  const errors: ValueObject[] = [];
  for (const [index, row] of table.rows.entries()) {
    for (const rule of rules) {
      const isTextual = isValueObject(rule) && textual.includes(textOf(rule['type']));
      const cells = table.columns.map((name, column) => [
        name,
        isTextual ? row[column] || undefined : typedCell(row[column] ?? ''),
      ]);
      const broken = checkRules(Object.fromEntries(cells) as ValueObject, [rule]);
      errors.push(...broken.map((each) => ({ row: index + 1, ...each })));
    }
    if (errors.length >= MAX_ERRORS) break;
  }
  return errors.slice(0, MAX_ERRORS);
}

function tableOption(options: ValueObject, name: string): ValueObject {
  const value = options[name] ?? {};
  if (!isValueObject(value)) throw badCsvOption(`${name} is no table`, `write ${name} = {name = "value"}`);
  return value;
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : toJsonText(value);
}
