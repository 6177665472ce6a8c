// The methods of files in Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const FILE: readonly DocumentedRow[] = [
  ['file:close', '', 'true, or nil and a message', 'Closes the file.', 'the file cannot be closed'],
  ['file:flush', '', 'file', 'Writes out what is buffered.'],
  ['file:lines', '...: string or integer', 'iterator', 'Iterates over the lines of the file, which stays open.'],
  ['file:read', '...: string or integer', 'strings or numbers, or nil', 'Reads: "l" a line, "L" a line with its end, "n" a number, "a" everything, or a number of bytes.', 'the file has ended'],
  ['file:seek', 'whence?: string, offset?: integer', 'integer, or nil and a message', 'Gets or sets the position: "set", "cur" or "end".', 'the position cannot be set'],
  ['file:setvbuf', 'mode: string, size?: integer', 'true', 'Sets the buffering: "no", "full" or "line".'],
  ['file:write', '...: string or number', 'file, or nil and a message', 'Writes strings and numbers.', 'the output fails'],
]; // prettier-ignore
