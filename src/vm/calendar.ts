// struct tm of the VM's C library and JavaScript dates: the calendar behind os.date and os.time. Engine thread.

/** Broken-down time as in C: `month` 0 to 11, `year` since 1900, `weekday` 0 (Sunday) to 6, `yearDay` 0 to 365. */
export interface BrokenDownTime {
  second: number;
  minute: number;
  hour: number;
  day: number;
  month: number;
  year: number;
  weekday: number;
  yearDay: number;
  /** 1 in summer time, 0 outside, -1 where unknown. */
  isDst: number;
  /** Seconds east of UTC. */
  offset: number;
}

const DAY_MS = 86_400_000;

const daysSince1970 = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.floor(date.getTime() / DAY_MS);
};

/** The calendar repeats itself after 400 years; JavaScript dates end before C's do. */
const CYCLE_SECONDS = 146_097 * 86_400;
const CYCLE_YEARS = 400;
const DATE_LIMIT = 8.6e12;

/** How many cycles to take off so that a JavaScript date can hold the rest; 0 for most. */
const cyclesOf = (seconds: number): number =>
  Math.abs(seconds) < DATE_LIMIT ? 0 : Math.floor(seconds / CYCLE_SECONDS);

/** UTC at `seconds` since the epoch. */
export function toUtc(seconds: number): BrokenDownTime {
  const cycles = cyclesOf(seconds);
  if (cycles !== 0) return later(toUtc(seconds - cycles * CYCLE_SECONDS), cycles);
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return {
    second: date.getUTCSeconds(),
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth(),
    year: year - 1900,
    weekday: date.getUTCDay(),
    yearDay: daysSince1970(year, date.getUTCMonth(), date.getUTCDate()) - daysSince1970(year, 0, 1),
    isDst: 0,
    offset: 0,
  };
}

const later = (time: BrokenDownTime, cycles: number): BrokenDownTime => ({
  ...time,
  year: time.year + cycles * CYCLE_YEARS,
});

/** Local time (the process's time zone) at `seconds` since the epoch. */
export function toLocal(seconds: number): BrokenDownTime {
  const cycles = cyclesOf(seconds);
  if (cycles !== 0) return later(toLocal(seconds - cycles * CYCLE_SECONDS), cycles);
  const date = new Date(seconds * 1000);
  const offset = offsetOf(date);
  return { ...toUtc(seconds + offset), isDst: isDst(date.getFullYear(), offset) ? 1 : 0, offset };
}

/** Seconds east of UTC, to the second: `getTimezoneOffset` has minutes, but offsets of old times are finer. */
function offsetOf(date: Date): number {
  const days = daysSince1970(date.getFullYear(), date.getMonth(), date.getDate());
  const seconds = date.getHours() * 3600 + date.getMinutes() * 60 + date.getSeconds();
  return days * 86_400 + seconds - Math.floor(date.getTime() / 1000);
}

/** Summer time is the larger of a year's two offsets, where they differ: wrong only in years in which a zone changes its rules. */
function isDst(year: number, offset: number): boolean {
  const [january, july] = offsetsOf(year);
  return january !== july && offset === Math.max(january, july);
}

/** Offsets at the beginning of January and July. */
function offsetsOf(year: number): readonly [january: number, july: number] {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year);
  const january = offsetOf(date);
  date.setMonth(6);
  return [january, offsetOf(date)];
}

/** mktime: seconds since the epoch for local fields, which may be out of range; `isDst` decides between two readings. */
export function fromLocal(time: BrokenDownTime): number {
  const date = new Date(2000, 0, 1);
  date.setFullYear(time.year + 1900, time.month, time.day);
  date.setHours(time.hour, time.minute, time.second, 0);
  const seconds = Math.floor(date.getTime() / 1000);
  if (time.isDst < 0 || Number.isNaN(seconds)) return seconds;
  const actual = toLocal(seconds);
  if (actual.isDst === time.isDst) return seconds;
  // The caller's clock ran under the other rule: its fields mean that rule's offset.
  const [january, july] = offsetsOf(date.getFullYear());
  if (january === july) return seconds;
  const meant = time.isDst > 0 ? Math.max(january, july) : Math.min(january, july);
  return seconds + actual.offset - meant;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
// prettier-ignore
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
];

const pad = (n: number, width = 2, fill = '0'): string =>
  n < 0 ? `-${String(-n).padStart(width - 1, fill)}` : String(n).padStart(width, fill);

/** Week of the year by ISO 8601, and the year it belongs to. */
function isoWeek(time: BrokenDownTime): { week: number; year: number } {
  const cycles = Math.floor((time.year + 1900) / CYCLE_YEARS);
  const weekday = (time.weekday + 6) % 7;
  const thursday = daysSince1970(time.year + 1900 - cycles * CYCLE_YEARS, time.month, time.day) - weekday + 3;
  const isoYear = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - daysSince1970(isoYear, 0, 1)) / 7) + 1;
  return { week, year: isoYear + cycles * CYCLE_YEARS };
}

type Conversion = (time: BrokenDownTime, zone: (time: BrokenDownTime) => string) => string;

/** ISO C99 7.23.3.5 in the "C" locale. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  a: (t) => (DAYS[t.weekday] ?? '?').slice(0, 3),
  A: (t) => DAYS[t.weekday] ?? '?',
  b: (t) => (MONTHS[t.month] ?? '?').slice(0, 3),
  B: (t) => MONTHS[t.month] ?? '?',
  c: (t, z) => formatTime('%a %b %e %H:%M:%S %Y', t, z),
  C: (t) => pad(Math.floor((t.year + 1900) / 100)),
  d: (t) => pad(t.day),
  D: (t, z) => formatTime('%m/%d/%y', t, z),
  e: (t) => pad(t.day, 2, ' '),
  F: (t, z) => formatTime('%Y-%m-%d', t, z),
  g: (t) => pad(((isoWeek(t).year % 100) + 100) % 100),
  G: (t) => String(isoWeek(t).year),
  h: (t, z) => formatTime('%b', t, z),
  H: (t) => pad(t.hour),
  I: (t) => pad(t.hour % 12 === 0 ? 12 : t.hour % 12),
  j: (t) => pad(t.yearDay + 1, 3),
  m: (t) => pad(t.month + 1),
  M: (t) => pad(t.minute),
  n: () => '\n',
  p: (t) => (t.hour < 12 ? 'AM' : 'PM'),
  r: (t, z) => formatTime('%I:%M:%S %p', t, z),
  R: (t, z) => formatTime('%H:%M', t, z),
  S: (t) => pad(t.second),
  t: () => '\t',
  T: (t, z) => formatTime('%H:%M:%S', t, z),
  u: (t) => String(t.weekday === 0 ? 7 : t.weekday),
  U: (t) => pad(Math.floor((t.yearDay + 7 - t.weekday) / 7)),
  V: (t) => pad(isoWeek(t).week),
  w: (t) => String(t.weekday),
  W: (t) => pad(Math.floor((t.yearDay + 7 - ((t.weekday + 6) % 7)) / 7)),
  x: (t, z) => formatTime('%m/%d/%y', t, z),
  X: (t, z) => formatTime('%H:%M:%S', t, z),
  y: (t) => pad((((t.year + 1900) % 100) + 100) % 100),
  Y: (t) => String(t.year + 1900),
  z: (t) => {
    const minutes = Math.abs(Math.trunc(t.offset / 60));
    return `${t.offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
  },
  Z: (t, z) => z(t),
  '%': () => '%',
};

/** strftime; `zone` names the time zone for `%Z`. Unknown conversions are copied. */
export function formatTime(format: string, time: BrokenDownTime, zone: (time: BrokenDownTime) => string): string {
  return format.replace(/%[EO]?([a-zA-Z%])/g, (all, letter: string) => CONVERSIONS[letter]?.(time, zone) ?? all);
}

/** Abbreviation of the process's time zone at that time, else its offset (`+03`). */
export function localZoneName(time: BrokenDownTime): string {
  const at = new Date(fromLocal(time) * 1000);
  for (const locale of ['en-US', 'en-GB', 'en-AU']) {
    const part = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })
      .formatToParts(at)
      .find((p) => p.type === 'timeZoneName');
    if (part !== undefined && /^[A-Z]{3,5}$/.test(part.value)) return part.value;
  }
  const offset = CONVERSIONS['z']?.(time, () => '') ?? '+0000';
  return offset.endsWith('00') ? offset.slice(0, 3) : offset;
}
