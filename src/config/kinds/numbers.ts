// Switches, counts, times and amounts of memory. Any thread.

import { parseSwitch } from '../debug-values.js';
import { InvalidValue } from '../invalid-value.js';
import { describe } from './value-kind.js';
import type { ValueKind } from './value-kind.js';

/** Strictly true or false; a variable may say it in a word. */
export const flag: ValueKind<boolean> = {
  expected: 'true or false',
  json: { type: 'boolean' },
  parse: (raw) => {
    if (typeof raw === 'boolean') return raw;
    throw new InvalidValue(`expected true or false, got ${describe(raw)}`, 'write true or false');
  },
  fromText: parseSwitch,
};

export function number(least: number, most = Number.MAX_SAFE_INTEGER, isWhole = true): ValueKind<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return {
    expected: `${isWhole ? 'whole number' : 'number'} ${range}`,
    json: { type: isWhole ? 'integer' : 'number', minimum: least, maximum: most },
    parse: (raw) => {
      const help = `write a ${isWhole ? 'whole number' : 'number'} ${range}, without quotes`;
      if (typeof raw !== 'number') throw new InvalidValue(`expected a number, got ${describe(raw)}`, help);
      const fits = raw >= least && raw <= most && (!isWhole || Number.isInteger(raw));
      if (!fits) throw new InvalidValue(`${raw} is not allowed`, help);
      return raw;
    },
    fromText: (written) => (/^\s*-?\d+(\.\d+)?\s*$/.test(written) ? Number(written) : written),
  };
}

const TIMES: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** The longest that a timer of Node can wait. */
const MAX_MS = 2 ** 31 - 1;

/** Milliseconds. A number without a unit means seconds. */
export const time: ValueKind<number> = {
  expected: 'time: "500ms", "30s", "2m", "1h"',
  json: { type: ['string', 'number'] },
  parse: (raw) => {
    const help = 'write it like "30s", "500ms", "2m" or "1h"';
    if (typeof raw !== 'string' && typeof raw !== 'number') {
      throw new InvalidValue(`expected a time, got ${describe(raw)}`, help);
    }
    const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(String(raw).trim()) ?? [];
    const ms = Number(count) * (TIMES.find(([known]) => known === unit)?.[1] ?? NaN);
    if (count === undefined) throw new InvalidValue(`'${String(raw)}' is no time`, help);
    if (ms <= 0 || ms > MAX_MS) throw new InvalidValue(`'${String(raw)}' is not between 0 and 24 days`, help);
    return ms;
  },
  show: showTime,
};

export function showTime(ms: number): string {
  const [unit, size] = TIMES.find(([, length]) => ms % length === 0) ?? ['ms', 1];
  return ms === 0 ? '0' : `${ms / size}${unit}`;
}

const SIZES: readonly (readonly [unit: string, bytes: number])[] = [
  ...([
    ['GB', 1e9],
    ['MB', 1e6],
    ['KB', 1e3],
  ] as const),
  ...([
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ] as const),
  ...([
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
    ['B', 1],
  ] as const),
];

/** Bytes, within the limits of what is measured. */
export function size(least: number, most: number): ValueKind<number> {
  return {
    expected: `size from ${showSize(least)} to ${showSize(most)}: "64MB", "64MiB"`,
    json: { type: ['string', 'integer'] },
    parse: (raw) => {
      const help = `write it like "64MB" or "64MiB", from ${showSize(least)} to ${showSize(most)}`;
      if (typeof raw !== 'string' && typeof raw !== 'number') {
        throw new InvalidValue(`expected a size, got ${describe(raw)}`, help);
      }
      const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(raw).trim()) ?? [];
      const factor = SIZES.find(([known]) => known.toLowerCase() === (unit || 'b').toLowerCase())?.[1];
      if (count === undefined || factor === undefined) throw new InvalidValue(`'${String(raw)}' is no size`, help);
      const bytes = Math.floor(Number(count) * factor);
      if (bytes < least || bytes > most) throw new InvalidValue(`'${String(raw)}' is not allowed`, help);
      return bytes;
    },
    show: showSize,
  };
}

function showSize(bytes: number): string {
  const [unit, factor] = SIZES.find(([, length]) => bytes % length === 0) ?? ['B', 1];
  return `${bytes / factor}${unit}`;
}
