// The one table shape in which tools and agents answer scripts. Control thread.

import type { Value } from '../base/values.js';
import { tryParseJson } from './json-text.js';
import { compact, isValueObject } from './value-kinds.js';
import type { ValueObject } from './value-kinds.js';

/** What a tool or an agent puts out. */
export interface Output {
  /** Bytes where it is not UTF-8. */
  readonly text: string | Uint8Array;
  readonly metadata?: ValueObject;
  /** Laid over the fields that come from the text, so that text from outside cannot pose as them. */
  readonly fields?: ValueObject;
}

const RESPONSE_KEYS = ['success', 'result', 'operation'];

/**
 * Text that is a JSON object with `success`, `result` or `operation` is spread over the table, with the original in
 * `_raw_text`; other JSON gives `data` and `text`; any other text gives `text`. `metadata` is always there.
 */
export function toOutputTable(output: Output): ValueObject {
  return { ...fieldsOf(output), ...output.fields, metadata: output.metadata ?? {} };
}

function fieldsOf(output: Output): ValueObject {
  const { text } = output;
  const json = typeof text === 'string' ? tryParseJson(text) : undefined;
  if (json === undefined) return { text };
  if (!isResponse(json.value)) return compact({ data: json.value, text });
  // Where the text is content and not the answer itself, `data` is there for any JSON.
  const data = output.fields === undefined ? {} : { data: json.value };
  return { ...json.value, _raw_text: text, ...data };
}

function isResponse(value: Value): value is ValueObject {
  return isValueObject(value) && RESPONSE_KEYS.some((key) => Object.hasOwn(value, key));
}
