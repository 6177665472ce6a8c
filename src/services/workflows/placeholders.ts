// Fills the placeholders of step inputs: `{{step.NAME.result}}`, `{{input.KEY}}`, `{{KEY}}`, `{{loop_value}}`. Control thread.

import type { Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { isValueObject } from '../value-kinds.js';

/** What a placeholder stands for; undefined leaves it as it is written. */
export type Lookup = (path: readonly string[]) => Value;

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.-]+)\s*\}\}$/;

/** Text that is one placeholder becomes the value itself; in other text values are written, tables as JSON. */
export function fillIn(value: Value, lookup: Lookup): Value {
  if (typeof value === 'string') return fillText(value, lookup);
  if (Array.isArray(value)) return (value as readonly Value[]).map((each) => fillIn(each, lookup));
  if (!isValueObject(value) || isFunctionRef(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, lookup)]));
}

function fillText(text: string, lookup: Lookup): Value {
  const whole = WHOLE.exec(text);
  if (whole !== null) return lookup(whole[1]!.split('.')) ?? text;
  return text.replace(PLACEHOLDER, (written, path: string) => {
    const value = lookup(path.split('.'));
    return value === undefined || value === null ? written : asText(value);
  });
}

/** A value as it stands in text. */
export function asText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? toJsonText(value) : String(value);
}
