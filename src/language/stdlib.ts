// The standard library of Lua 5.4 as data: signatures, one line of documentation, and when a function gives nil. Any thread.
//
// Source: Lua 5.4 reference manual, section 6; the wording is ours.

import { BASIC } from './stdlib/basic.js';
import { COROUTINE } from './stdlib/coroutine.js';
import { DEBUG } from './stdlib/debug.js';
import { FILE } from './stdlib/file.js';
import { IO } from './stdlib/io.js';
import { MATH } from './stdlib/math.js';
import { OS } from './stdlib/os.js';
import { PACKAGE } from './stdlib/package.js';
import { STRING } from './stdlib/string.js';
import { TABLE } from './stdlib/table.js';
import { UTF8 } from './stdlib/utf8.js';

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

/** A function or constant of the standard library. */
export interface StandardEntry {
  /** Full name: `print`, `string.rep`, `file:read`. */
  readonly name: string;
  readonly kind: 'function' | 'method' | 'constant';
  /** As one writes it: `string.rep(s, n [, sep])`; for constants the name. */
  readonly signature: string;
  readonly parameters: readonly Parameter[];
  /** What it gives back; the type of a constant. */
  readonly returns: string;
  readonly documentation: string;
  /** When the first result is nil (or nothing), said so that it follows `returns nil when`. */
  readonly nilWhen?: string;
}

/**
 * One line of the data files: name, parameters (`s: string, n: integer, sep?: string`; `undefined` for constants), results,
 * documentation, and for some when the result is nil.
 */
export type StandardRow = readonly [
  name: string,
  parameters: string | undefined,
  returns: string,
  documentation: string,
  nilWhen?: string,
];

const ROWS: readonly StandardRow[] = [
  ...BASIC, ...PACKAGE, ...COROUTINE, ...STRING, ...UTF8, ...TABLE, ...MATH, ...IO, ...FILE, ...OS, ...DEBUG,
]; // prettier-ignore

/** Every entry by its full name; methods of files are under `file:NAME`. */
export const STANDARD_LIBRARY: ReadonlyMap<string, StandardEntry> = new Map(
  ROWS.map((row) => {
    const entry = toEntry(row);
    return [entry.name, entry];
  }),
);

function toEntry([name, parameterText, returns, documentation, nilWhen]: StandardRow): StandardEntry {
  const parameters = parameterText ? parameterText.split(', ').map(toParameter) : [];
  return {
    name,
    kind: parameterText === undefined ? 'constant' : name.includes(':') ? 'method' : 'function',
    signature: parameterText === undefined ? name : `${name}(${writeParameters(parameters)})`,
    parameters,
    returns,
    documentation,
    ...(nilWhen !== undefined && { nilWhen }),
  };
}

function toParameter(text: string): Parameter {
  const [name = '', type = 'any'] = text.split(': ');
  return { name: name.replace('?', ''), type, isOptional: name.endsWith('?') };
}

/** Trailing optional parameters nest (`s, n [, sep]`); one in the middle stands in brackets with its comma (`list, [pos,] value`). */
function writeParameters(parameters: readonly Parameter[]): string {
  const required = parameters.findLastIndex((parameter) => !parameter.isOptional) + 1;
  const start = parameters
    .slice(0, required)
    .map(({ name, isOptional }, i) => (isOptional ? `[${name},]` : i === required - 1 ? name : `${name},`))
    .join(' ');
  const end = parameters
    .slice(required)
    .reduceRight((inner, { name }, i) => ` [${i > 0 || required > 0 ? ', ' : ''}${name}${inner}]`, '');
  return (start + end).trimStart();
}
