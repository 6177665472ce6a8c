// Lengths of time as people write them: `1`, `1.5s`, `500ms`, `2m`, `1h`. Any thread.

import { SpellError } from '../base/errors.js';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The longest that a timer of Node can wait. */
const MAX_MS = 2 ** 31 - 1;

/**
 * @param option as the user wrote it, for the message
 * @returns milliseconds, above 0; a number without a unit means seconds
 * @throws SpellError `USAGE`
 */
export function parseDuration(text: string, option: string): number {
  if (/^-[\d.]/.test(text.trim())) throw refused(option, `'${text}' is negative; it must be more than 0`);
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h)?$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? 's').toLowerCase()];
  if (match === null || unit === undefined) throw refused(option, `'${text}' is not a length of time`);
  const ms = Number(match[1]) * unit;
  if (ms <= 0) throw refused(option, `'${text}' is no time at all; it must be more than 0`);
  if (ms > MAX_MS) throw refused(option, `'${text}' is more than 24 days`);
  return ms;
}

function refused(option: string, problem: string): SpellError {
  return new SpellError('USAGE', `${option}: ${problem}`, {
    help: `write seconds or a number with a unit (ms, s, m, h): ${option} 1, ${option} 1.5s, ${option} 500ms, ${option} 2m`,
  });
}
