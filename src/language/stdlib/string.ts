// The string library of Lua 5.4; strings have these as methods too. Data only.

import type { DocumentedRow } from '../documented.js';

export const STRING: readonly DocumentedRow[] = [
  ['string.byte', 's: string, i?: integer, j?: integer', 'integers', 'The byte values of s[i..j] (default: the first byte).', 'the position is outside the string'],
  ['string.char', '...: integer', 'string', 'A string from byte values 0 to 255.'],
  ['string.dump', 'f: function, strip?: boolean', 'string', 'A function as a binary chunk.'],
  ['string.find', 's: string, pattern: string, init?: integer, plain?: boolean', 'start, end and captures, or nil', 'Finds the first match of a pattern, or of plain text.', 'nothing matches'],
  ['string.format', 'formatstring: string, ...: any', 'string', 'Formats values: %d integer, %s anything, %q quoted, %x hexadecimal, %5.2f and %g numbers, %% a percent sign.'],
  ['string.gmatch', 's: string, pattern: string, init?: integer', 'iterator', 'Iterates over all matches: `for word in s:gmatch("%a+") do`.'],
  ['string.gsub', 's: string, pattern: string, repl: string or table or function, n?: integer', 'string and number of matches', 'Replaces all matches (or the first n); %1 to %9 in `repl` stand for captures.'],
  ['string.len', 's: string', 'integer', 'Length in bytes, same as #s.'],
  ['string.lower', 's: string', 'string', 'The string in lower case (ASCII).'],
  ['string.match', 's: string, pattern: string, init?: integer', 'captures or the whole match, or nil', 'The first match of a pattern.', 'nothing matches'],
  ['string.pack', 'fmt: string, ...: any', 'string', 'Packs values into bytes as the format says.'],
  ['string.packsize', 'fmt: string', 'integer', 'Size of what string.pack gives for a format without variable parts.'],
  ['string.rep', 's: string, n: integer, sep?: string', 'string', 'n copies of s with `sep` in between.'],
  ['string.reverse', 's: string', 'string', 'The bytes of the string in reverse order.'],
  ['string.sub', 's: string, i: integer, j?: integer', 'string', 'Bytes i to j; negative positions count from the end.'],
  ['string.unpack', 'fmt: string, s: string, pos?: integer', 'values and the next position', 'Reads packed values from bytes.'],
  ['string.upper', 's: string', 'string', 'The string in upper case (ASCII).'],
]; // prettier-ignore
