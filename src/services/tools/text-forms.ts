// Forms that text may have, by name: addresses, dates, numbers in disguise. Any thread.

import { isIPv4, isIPv6 } from 'node:net';
import { tryParseJson } from '../json-text.js';

export const TEXT_FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) =>
    text.length <= 254 && /^[^\s@<>()[\],;:"]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}$/u.test(text),
  url: (text) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(text) && URL.canParse(text),
  date: (text) =>
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) && isDay(text),
  alphanumeric: (text) => /^[\p{L}\p{N}]+$/u.test(text),
  no_whitespace: (text) => !/\s/.test(text),
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
  hex: (text) => /^[0-9a-f]+$/i.test(text),
  base64: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
  json: (text) => tryParseJson(text) !== undefined,
};

/** Whether the calendar has the day, and the clock the time. */
function isDay(text: string): boolean {
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && !Number.isNaN(Date.parse(text));
}
