// `Display.table`: rows as HTML, Markdown and aligned text. Engine thread.

import { LUA_TNIL, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError, checkTable, isNoneOrNil } from './arguments.js';
import type { Form } from './display-forms.js';
import { escapeHtml } from './html.js';

interface Cell {
  readonly text: string;
  readonly isNumber: boolean;
}

interface Grid {
  /** Empty where the rows are arrays and nobody named their columns. */
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that hold nothing but numbers. */
  readonly isRight: readonly boolean[];
}

export const table: Form = (vm, L, first) => {
  checkTable(vm, L, first);
  const columns = columnsAt(vm, L, first + 1);
  const grid = readGrid(vm, L, first, columns);
  return { data: { 'text/html': toHtml(grid), 'text/markdown': toMarkdown(grid), 'text/plain': toText(grid) } };
};

function columnsAt(vm: LuaVm, L: number, arg: number): string[] | undefined {
  if (isNoneOrNil(vm, L, arg)) return undefined;
  checkTable(vm, L, arg);
  const names: string[] = [];
  const count = vm.api.lua_rawlen(L, arg);
  for (let i = 1n; i <= count; i++) {
    const type = vm.api.lua_rawgeti(L, arg, i);
    if (type !== LUA_TSTRING && type !== LUA_TNUMBER) argumentError(vm, L, arg, `column ${i} must be a name`);
    names.push(vm.display(L, -1));
    vm.pop(L);
  }
  return names.length === 0 ? undefined : names;
}

/** Of as many numbers as there may be rows: too many for the arguments of a call. */
const largest = (numbers: readonly number[]): number => numbers.reduce((most, next) => Math.max(most, next), 0);

function readGrid(vm: LuaVm, L: number, arg: number, columns: string[] | undefined): Grid {
  const { api } = vm;
  const count = api.lua_rawlen(L, arg);
  const top = api.lua_gettop(L);
  if (count === 0n) refuseRecord(vm, L, arg);
  const heading = columns ?? keysOfRows(vm, L, arg, count);
  const cells: Cell[][] = [];
  for (let i = 1n; i <= count; i++) {
    if (api.lua_rawgeti(L, arg, i) !== LUA_TTABLE) argumentError(vm, L, arg, `row ${i} must be a table`);
    cells.push(api.lua_rawlen(L, -1) > 0 ? listCells(vm, L, columns?.length) : recordCells(vm, L, heading));
    api.lua_settop(L, top);
  }
  const width = largest([heading, ...cells].map((row) => row.length));
  const places = Array.from({ length: width }, (_, column) => column);
  return {
    heading: heading.length === 0 ? [] : places.map((column) => heading[column] ?? ''),
    rows: cells.map((row) => places.map((column) => row[column]?.text ?? '')),
    isRight: places.map((column) => {
      const filled = cells.flatMap((row) => (row[column]?.text ? [row[column]] : []));
      return filled.length > 0 && filled.every(({ isNumber }) => isNumber);
    }),
  };
}

function refuseRecord(vm: LuaVm, L: number, arg: number): void {
  vm.api.lua_pushnil(L);
  if (vm.api.lua_next(L, arg) === 0) return;
  argumentError(vm, L, arg, 'list of rows expected, got a table without a first element');
}

/** The string keys of all rows that are records, sorted: tables keep no order. */
function keysOfRows(vm: LuaVm, L: number, arg: number, count: bigint): string[] {
  const { api } = vm;
  const keys = new Set<string>();
  const top = api.lua_gettop(L);
  for (let i = 1n; i <= count; i++) {
    if (api.lua_rawgeti(L, arg, i) !== LUA_TTABLE) argumentError(vm, L, arg, `row ${i} must be a table`);
    if (api.lua_rawlen(L, -1) === 0n) {
      api.lua_pushnil(L);
      while (api.lua_next(L, top + 1) !== 0) {
        vm.pop(L);
        if (vm.isString(L, -1)) keys.add(vm.display(L, -1));
      }
    }
    api.lua_settop(L, top);
  }
  return [...keys].sort();
}

/** The cells of the array on top, as many as there are columns. */
function listCells(vm: LuaVm, L: number, limit: number | undefined): Cell[] {
  const length = Math.min(Number(vm.api.lua_rawlen(L, -1)), limit ?? Infinity);
  return Array.from({ length }, (_, i) => {
    vm.api.lua_rawgeti(L, -1, BigInt(i + 1));
    return takeCell(vm, L);
  });
}

function recordCells(vm: LuaVm, L: number, keys: readonly string[]): Cell[] {
  return keys.map((key) => {
    vm.getField(L, -1, key);
    return takeCell(vm, L);
  });
}

/** Pops a value; numbers look as `print` shows them. */
function takeCell(vm: LuaVm, L: number): Cell {
  const type = vm.api.lua_type(L, -1);
  const isNumber = type === LUA_TNUMBER;
  const text = type === LUA_TNIL ? '' : vm.display(L, -1);
  vm.pop(L);
  return { text: isNumber ? text.replace(/^(-?\d+)\.0$/, '$1') : text, isNumber };
}

function toHtml({ heading, rows, isRight }: Grid): string {
  const cell = (tag: string, text: string, column: number): string =>
    `<${tag}${isRight[column] === true ? ' style="text-align: right"' : ''}>${escapeHtml(text)}</${tag}>`;
  const line = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((text, column) => cell(tag, text, column)).join('')}</tr>`;
  const head = heading.length === 0 ? '' : `<thead>${line('th', heading)}</thead>`;
  return `<table>${head}<tbody>${rows.map((row) => line('td', row)).join('')}</tbody></table>`;
}

function toMarkdown({ heading, rows, isRight }: Grid): string {
  const cell = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/\r?\n/g, '<br>');
  const line = (row: readonly string[]): string => `| ${row.map(cell).join(' | ')} |`;
  const rule = `| ${isRight.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return [line(heading.length === 0 ? isRight.map(() => '') : heading), rule, ...rows.map(line)].join('\n');
}

/** Widths are counted in characters; wide ones are the business of who shows the text. */
function toText({ heading, rows, isRight }: Grid): string {
  const flat = (heading.length === 0 ? rows : [heading, ...rows]).map((row) =>
    row.map((text) => text.replace(/\s+/g, ' ')),
  );
  if (flat.length === 0) return '(no rows)';
  const widths = isRight.map((_, column) => largest(flat.map((row) => lengthOf(row[column] ?? ''))));
  const pad = (text: string, column: number): string => {
    const blanks = ' '.repeat((widths[column] ?? 0) - lengthOf(text));
    return isRight[column] === true ? blanks + text : text + blanks;
  };
  const lines = flat.map((row) => row.map(pad).join('  ').trimEnd());
  if (heading.length > 0) lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}

const lengthOf = (text: string): number => Array.from(text).length;
