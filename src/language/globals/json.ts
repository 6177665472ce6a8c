// The global `JSON`. Data only.

import type { DocumentedRow } from '../documented.js';

const PARSE = 'local t = JSON.parse(\'{"a": [1, 2]}\')\nprint(t.a[2])';

export const JSON_LIBRARY: readonly DocumentedRow[] = [
  ['JSON', undefined, 'table', 'Reads and writes JSON.', undefined, PARSE],
  ['JSON.parse', 'text: string', 'any', 'The value of a JSON text; null becomes nil, arrays count from 1.', 'the text is `null`', PARSE],
  ['JSON.decode', 'text: string', 'any', 'Another name for `JSON.parse`.', 'the text is `null`'],
  ['JSON.stringify', 'value: any', 'string', 'Compact JSON with sorted keys; a table with a length above 0 is an array, any other an object.'],
  ['JSON.encode', 'value: any', 'string', 'Another name for `JSON.stringify`.'],
]; // prettier-ignore
