// What a trace has counted, as two tables. Any thread.

import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import { number, objects, text } from './debuggee.js';
import { cut } from './listing.js';
import { shownPath } from './source-names.js';

/** Functions by their own time, lines by how often they ran. */
export function formatTraced({ functions, lines }: JsonObject, width: number): string {
  const calls = objects(functions).map((each) => [
    ms(each['selfMs']),
    ms(each['totalMs']),
    String(number(each['calls'])),
    `${text(each['name'])}${placeOf(each)}`,
  ]);
  const counts = objects(lines).map((each) => [String(number(each['count'])), placeOf(each).trim()]);
  const tables = [
    table(['self ms', 'total ms', 'calls', 'function'], calls, width),
    table(['count', 'line'], counts, width),
  ].filter((part) => part !== '');
  return tables.length === 0 ? 'Nothing was traced.\n' : tables.join('\n');
}

function placeOf({ source, line }: JsonObject): string {
  const { path, name } = isObject(source) ? source : {};
  const where = typeof path === 'string' ? shownPath(path) : text(name);
  return where === '' ? '' : `  ${where}:${number(line)}`;
}

function ms(value: JsonObject[string]): string {
  return number(value).toFixed(2);
}

/** All columns but the last stand at the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  if (rows.length === 0) return '';
  const all = [head, ...rows];
  const widths = head.map((_cell, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  return all
    .map((row) => {
      const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell.padStart(widths[i] ?? 0)));
      return `${cut(cells.join('  '), Math.max(40, width))}\n`;
    })
    .join('');
}
