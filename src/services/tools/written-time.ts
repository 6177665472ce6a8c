// Times read from text that is written as a format of strftime says. Any thread.

interface Parts {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  minute?: number;
  second?: number;
  isAfternoon?: boolean;
  /** Local time minus UTC, in minutes. */
  offset?: number;
  /** Seconds since 1970: says all. */
  timestamp?: number;
}

type Directive = readonly [pattern: string, take: (parts: Parts, text: string) => void];

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
/** Whole, or their first three letters. */
const anyOf = (names: readonly string[]): string =>
  names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|');
const number = (
  name: 'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second',
  pattern = '\\d\\d?',
): Directive => [pattern, (parts, text) => (parts[name] = Number(text))];
const month: Directive = [
  anyOf(MONTHS),
  (parts, text) =>
    (parts.month = MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1),
];
const weekday: Directive = [anyOf(WEEKDAYS), () => undefined];

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: number('year', '\\d{4}'),
  // As POSIX has it.
  y: ['\\d\\d', (parts, text) => (parts.year = Number(text) + (Number(text) < 69 ? 2000 : 1900))],
  m: number('month'),
  d: number('day'),
  j: number('dayOfYear', '\\d{1,3}'),
  H: number('hour'),
  I: number('hour', '0?[1-9](?!\\d)|1[0-2]'),
  p: ['[ap]m', (parts, text) => (parts.isAfternoon = /^p/i.test(text))],
  M: number('minute'),
  S: number('second'),
  b: month,
  B: month,
  a: weekday,
  A: weekday,
  s: ['\\d{1,12}', (parts, text) => (parts.timestamp = Number(text))],
  z: ['Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d', (parts, text) => (parts.offset = offsetOf(text))],
  // Other names mean several zones.
  Z: ['UTC|GMT|Z', (parts) => (parts.offset = 0)],
};

/**
 * `undefined`: the text is not written so. Without a zone it is UTC. Each directive takes as much as it can and is not tried again, as
 * in strptime: no text takes long.
 */
export function readTime(text: string, format: string): Date | undefined {
  const parts: Parts = {};
  const trimmed = text.trim();
  let at = 0;
  for (const piece of format.replaceAll('%F', '%Y-%m-%d').replaceAll('%T', '%H:%M:%S').match(/%?./gsu) ?? []) {
    const directive = piece.length === 1 ? undefined : DIRECTIVES[piece.slice(1)];
    const expected = piece === '%%' ? '%' : piece;
    const taken = directive === undefined ? literal(trimmed, at, expected) : matchAt(trimmed, at, directive[0]);
    if (taken === undefined) return undefined;
    directive?.[1](parts, taken);
    at += taken.length;
  }
  return at === trimmed.length ? timeOf(parts) : undefined;
}

function literal(text: string, at: number, expected: string): string | undefined {
  return text.startsWith(expected, at) ? expected : undefined;
}

function matchAt(text: string, at: number, pattern: string): string | undefined {
  const regex = new RegExp(pattern, 'iy');
  regex.lastIndex = at;
  return regex.exec(text)?.[0];
}

function offsetOf(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.replace(/\D/g, '');
  return (text.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

/** What is not told is the first of its kind; what the calendar does not have is no time. */
function timeOf(parts: Parts): Date | undefined {
  if (parts.timestamp !== undefined) return new Date(parts.timestamp * 1000);
  const { year = 1970, dayOfYear, minute = 0, second = 0, offset = 0 } = parts;
  const [monthNumber, day] = dayOfYear === undefined ? [parts.month ?? 1, parts.day ?? 1] : [1, dayOfYear];
  const hour = hourOf(parts);
  const time = new Date(Date.UTC(year, monthNumber - 1, day, hour, minute, second));
  const isThere =
    time.getUTCFullYear() === year &&
    (dayOfYear !== undefined || (time.getUTCMonth() === monthNumber - 1 && time.getUTCDate() === day)) &&
    [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].join() === [hour, minute, second].join();
  return isThere ? new Date(time.getTime() - offset * 60_000) : undefined;
}

function hourOf({ hour = 0, isAfternoon }: Parts): number {
  if (isAfternoon === undefined) return hour;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}
