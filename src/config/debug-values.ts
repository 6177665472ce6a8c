// Values of the section `debug`: switches that may stand in variables, breakpoints, ports, and how long things are kept. Any thread.

import { resolve } from 'node:path';
import { InvalidValue } from './invalid-value.js';

/** A breakpoint that every debugging starts with: on a line of a file (absolute path), or in a function. */
export interface ConfiguredBreakpoint {
  readonly file?: string;
  readonly line?: number;
  readonly function?: string;
  readonly condition?: string;
  /** Which hits count: `5`, `>= 5`, `% 10`. */
  readonly hit?: string;
  /** Printed in place of stopping. */
  readonly log?: string;
}

const WORDS: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true, '1': true },
  ...{ false: false, no: false, off: false, '0': false },
};

/** In a file true or false; in a variable a word for it. */
export function parseSwitch(raw: unknown): boolean {
  if (typeof raw === 'boolean') return raw;
  const word = typeof raw === 'string' ? WORDS[raw.trim().toLowerCase()] : undefined;
  if (word !== undefined) return word;
  throw new InvalidValue(`expected true or false, got ${shown(raw)}`, 'write true or false');
}

export function parsePort(raw: unknown): number {
  const port = typeof raw === 'string' && /^\s*\d+\s*$/.test(raw) ? Number(raw) : raw;
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidValue(`expected a port, got ${shown(raw)}`, 'write a number from 1 to 65535, or 0 for a free port');
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds; 0 is never. */
export function parseRemember(raw: unknown): number {
  const help = 'write it like "30d", "12h" or "90m"; "0" is never';
  if (typeof raw !== 'string' && raw !== 0) throw new InvalidValue(`expected a time, got ${shown(raw)}`, help);
  const [, count = '', unit = ''] = /^\s*(\d+)\s*([smhd]?)\s*$/.exec(String(raw)) ?? [];
  if (count === '' || (unit === '' && Number(count) !== 0)) throw new InvalidValue(`'${String(raw)}' is no time`, help);
  return Number(count) * (UNITS[unit] ?? 0) * 1000;
}

/** @param directory where relative paths start */
export function parseBreakpoints(raw: unknown, directory: string): readonly ConfiguredBreakpoint[] {
  if (!Array.isArray(raw)) throw new InvalidValue(`expected a list, got ${shown(raw)}`, EXAMPLE);
  return raw.map((entry: unknown) => parseBreakpoint(entry, directory));
}

const EXAMPLE =
  'write it like ["main.lua:12", { file = "util.lua", line = 7, condition = "n > 3" }, { function = "greet" }]';

function parseBreakpoint(entry: unknown, directory: string): ConfiguredBreakpoint {
  if (typeof entry === 'string') {
    const [, file, line] = /^(.+):(\d+)$/.exec(entry.trim()) ?? [];
    if (file === undefined) throw new InvalidValue(`'${entry}' is no breakpoint`, EXAMPLE);
    return { file: resolve(directory, file), line: lineOf(Number(line)) };
  }
  if (typeof entry !== 'object' || entry === null) throw new InvalidValue(`${shown(entry)} is no breakpoint`, EXAMPLE);
  const { file, line, function: name, ...terms } = entry as Readonly<Record<string, unknown>>;
  const hasFile = typeof file === 'string';
  if (hasFile === (typeof name === 'string')) {
    throw new InvalidValue('a breakpoint needs file and line, or function', EXAMPLE);
  }
  const place = hasFile ? { file: resolve(directory, file), line: lineOf(line) } : { function: name as string };
  return { ...place, ...termsOf(terms) };
}

function termsOf(terms: Readonly<Record<string, unknown>>): Partial<ConfiguredBreakpoint> {
  const { condition, hit, log, ...others } = terms;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new InvalidValue(
      `a breakpoint has no '${unknown}'`,
      'it may have file, line, function, condition, hit and log',
    );
  }
  return { ...texts({ condition, log }), ...texts({ hit: typeof hit === 'number' ? String(hit) : hit }) };
}

function texts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (typeof value !== 'string')
      throw new InvalidValue(`${name} of a breakpoint: ${shown(value)}`, 'put it in quotes');
  }
  return Object.fromEntries(given) as Readonly<Record<string, string>>;
}

function lineOf(line: unknown): number {
  if (typeof line === 'number' && Number.isInteger(line) && line > 0) return line;
  throw new InvalidValue(`line of a breakpoint: ${shown(line)}`, 'lines are numbers from 1');
}

function shown(raw: unknown): string {
  if (raw === undefined) return 'nothing';
  if (typeof raw === 'string') return `'${raw}'`;
  return Array.isArray(raw) ? 'a list' : typeof raw === 'object' ? 'a table' : JSON.stringify(raw);
}
