// The table library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const TABLE: readonly DocumentedRow[] = [
  ['table.concat', 'list: table, sep?: string, i?: integer, j?: integer', 'string', 'Joins strings and numbers of a list with `sep` in between.'],
  ['table.insert', 'list: table, pos?: integer, value: any', 'nothing', 'Appends a value, or inserts it at a position: `table.insert(list, value)` or `table.insert(list, pos, value)`.'],
  ['table.move', 'a1: table, f: integer, e: integer, t: integer, a2?: table', 'table', 'Copies a1[f..e] to position t of a2 (default a1).'],
  ['table.pack', '...: any', 'table', 'Its arguments as a list, with their number in field `n`.'],
  ['table.remove', 'list: table, pos?: integer', 'the removed value', 'Removes the last element, or that at a position.', 'the list is empty'],
  ['table.sort', 'list: table, comp?: function', 'nothing', 'Sorts in place; `comp(a, b)` says whether a comes before b, and is false for equal ones.'],
  ['table.unpack', 'list: table, i?: integer, j?: integer', 'values', 'The elements list[i] to list[j] as separate values.'],
]; // prettier-ignore
