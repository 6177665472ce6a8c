// The utf8 library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const UTF8: readonly DocumentedRow[] = [
  ['utf8.char', '...: integer', 'string', 'The UTF-8 text of code points.'],
  ['utf8.charpattern', undefined, 'string', 'A pattern that matches one UTF-8 character.'],
  ['utf8.codepoint', 's: string, i?: integer, j?: integer, lax?: boolean', 'integers', 'The code points of the characters that start in s[i..j].'],
  ['utf8.codes', 's: string, lax?: boolean', 'iterator', 'Iterates over characters: `for position, code in utf8.codes(s) do`.'],
  ['utf8.len', 's: string, i?: integer, j?: integer, lax?: boolean', 'integer, or nil and a position', 'Number of UTF-8 characters.', 'the text is not valid UTF-8'],
  ['utf8.offset', 's: string, n: integer, i?: integer', 'integer or nil', 'Byte position where the n-th character starts.', 'there is no such character'],
]; // prettier-ignore
