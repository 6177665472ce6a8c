// Times read from text, written in a time zone, and taken apart. Times without a zone are UTC. Any thread.

import type { ValueObject } from '../value-kinds.js';

export const UNIT_MS: Readonly<Record<string, number>> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

export const FORMATS = ['ISO 8601', 'YYYY-MM-DD', 'YYYY-MM-DD HH:MM:SS', 'RFC 2822', 'seconds since 1970'];
export const EXAMPLES = [
  '2026-01-31T12:00:00Z',
  '2026-01-31',
  '2026-01-31 12:00:00',
  'Sat, 31 Jan 2026 12:00:00 +0000',
  '1769860800',
];

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;
const RFC_2822 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT|UTC?|Z)$/;

/** `undefined`: it is no time. */
export function parseTime(text: string): { readonly time: Date; readonly format: string } | undefined {
  const trimmed = text.trim();
  if (/^-?\d{1,12}(\.\d+)?$/.test(trimmed)) return known(new Date(Number(trimmed) * 1000), FORMATS[4]!);
  if (RFC_2822.test(trimmed)) return known(new Date(trimmed), FORMATS[3]!);
  const match = ISO.exec(trimmed);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '0', zone = 'Z'] = match;
  // Not every month has 31 days, which Date would overlook.
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (hour === undefined) return known(new Date(`${year}-${month}-${day}T00:00:00Z`), FORMATS[1]!);
  const offset = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3)}${offset}`);
  return known(time, trimmed.includes(' ') ? FORMATS[2]! : FORMATS[0]!);
}

function known(time: Date, format: string): { time: Date; format: string } | undefined {
  return Number.isNaN(time.getTime()) ? undefined : { time, format };
}

function daysIn(year: number, month: number): number {
  return month < 1 || month > 12 ? 0 : new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** As strftime does; a directive that is not known stays as it is. */
export function writeTime(time: Date, zone: string, format: string): string {
  const local = new Date(time.getTime() + offsetMs(time, zone));
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => DIRECTIVES[letter]?.(local, time, zone) ?? whole);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const named = (time: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(time);

const DIRECTIVES: Readonly<Record<string, (local: Date, time: Date, zone: string) => string>> = {
  Y: (at) => pad(at.getUTCFullYear(), 4),
  y: (at) => pad(at.getUTCFullYear() % 100),
  m: (at) => pad(at.getUTCMonth() + 1),
  d: (at) => pad(at.getUTCDate()),
  H: (at) => pad(at.getUTCHours()),
  I: (at) => pad(at.getUTCHours() % 12 || 12),
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (at) => pad(at.getUTCMinutes()),
  S: (at) => pad(at.getUTCSeconds()),
  j: (at) => pad(dayOfYear(at), 3),
  A: (at) => named(at, { weekday: 'long' }),
  a: (at) => named(at, { weekday: 'short' }),
  B: (at) => named(at, { month: 'long' }),
  b: (at) => named(at, { month: 'short' }),
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  s: (_at, time) => String(Math.floor(time.getTime() / 1000)),
  z: (at, time) => {
    const minutes = Math.round((at.getTime() - time.getTime()) / 60_000);
    return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  },
  Z: (_at, _time, zone) => zone,
  '%': () => '%',
};

/** Local time minus UTC. */
function offsetMs(time: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

function dayOfYear(time: Date): number {
  return Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / UNIT_MS['days']!) + 1;
}

export function describeTime(time: Date): ValueObject {
  return {
    utc: time.toISOString(),
    timestamp: Math.floor(time.getTime() / 1000),
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
    second: time.getUTCSeconds(),
    weekday: named(time, { weekday: 'long' }),
  };
}

export function describeDay(time: Date): ValueObject {
  const date = time.toISOString().slice(0, 10);
  const daysInMonth = daysIn(time.getUTCFullYear(), time.getUTCMonth() + 1);
  return {
    ...describeTime(time),
    day_of_year: dayOfYear(time),
    week_of_year: weekOf(time),
    is_leap_year: daysIn(time.getUTCFullYear(), 2) === 29,
    days_in_month: daysInMonth,
    start_of_day: `${date}T00:00:00.000Z`,
    end_of_day: `${date}T23:59:59.999Z`,
  };
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function weekOf(time: Date): number {
  const thursday = new Date(time.getTime() + (4 - (time.getUTCDay() || 7)) * UNIT_MS['days']!);
  return Math.ceil(dayOfYear(thursday) / 7);
}

export function describeSpan(ms: number): ValueObject {
  const seconds = Math.trunc(ms / 1000);
  const rest = Math.abs(seconds);
  const parts = {
    days: Math.floor(rest / 86_400),
    hours: Math.floor(rest / 3600) % 24,
    minutes: Math.floor(rest / 60) % 60,
  };
  const words = Object.entries({ ...parts, seconds: rest % 60 }).flatMap(([unit, count]) =>
    count === 0 ? [] : [`${count} ${count === 1 ? unit.slice(0, -1) : unit}`],
  );
  const readable = words.length === 0 ? '0 seconds' : (seconds < 0 ? '-' : '') + words.join(', ');
  return { total_seconds: seconds, ...parts, human_readable: readable };
}
