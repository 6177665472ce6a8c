// Values as JSON text that gives the same values back, as stores keep them. Control thread.

import { SpellError } from '../../base/errors.js';
import { fromTagged, MAX_TAGGED_DEPTH, toTagged } from '../../base/tagged-json.js';
import type { Value } from '../../base/values.js';

const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * JSON with the tags of `base/tagged-json.ts`.
 *
 * @throws SpellError `STATE_VALUE` for functions, tables nested more than 200 deep, or more than 64 Mi characters
 */
export function encodeValue(value: Value): string {
  const json = toTagged(value, (why) =>
    why === 'function'
      ? unstorable('it contains a function', 'save plain data only')
      : unstorable(`its tables are nested more than ${MAX_TAGGED_DEPTH} deep`, 'save it in parts'),
  );
  const text = JSON.stringify(json);
  if (text.length <= MAX_CHARACTERS) return text;
  throw unstorable(`it takes ${text.length} characters, more than ${MAX_CHARACTERS}`, 'save it in parts or in a file');
}

/** The inverse of {@link encodeValue}. @throws SyntaxError when the text is not ours */
export function decodeValue(text: string): Value {
  return fromTagged(JSON.parse(text));
}

function unstorable(reason: string, help: string): SpellError {
  return new SpellError('STATE_VALUE', `cannot save this value: ${reason}`, { category: 'Storage error', help });
}
