// The io library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const IO: readonly DocumentedRow[] = [
  ['io.close', 'file?: file', 'true, or nil and a message', 'Closes a file (default: the output file).', 'the file cannot be closed'],
  ['io.flush', '', 'file', 'Writes out what the output file has buffered.'],
  ['io.input', 'file?: file or string', 'file', 'Gets or sets the default input file.'],
  ['io.lines', 'filename?: string, ...: string or integer', 'iterator', 'Iterates over the lines of a file: `for line in io.lines(name) do`; raises an error if it cannot be opened.'],
  ['io.open', 'filename: string, mode?: string', 'file, or nil and a message', 'Opens a file; modes are "r", "w", "a", "r+", "w+", "a+", with "b" added for binary.', 'the file cannot be opened'],
  ['io.output', 'file?: file or string', 'file', 'Gets or sets the default output file.'],
  ['io.popen', 'prog: string, mode?: string', 'file, or nil and a message', 'Starts a program and reads from or writes to it.', 'the program cannot be started'],
  ['io.read', '...: string or integer', 'strings or numbers, or nil', 'Reads from the input file: "l" a line, "L" a line with its end, "n" a number, "a" everything, or a number of bytes.', 'the input has ended'],
  ['io.stderr', undefined, 'file', 'The error output.'],
  ['io.stdin', undefined, 'file', 'The standard input.'],
  ['io.stdout', undefined, 'file', 'The standard output.'],
  ['io.tmpfile', '', 'file', 'Opens a temporary file that is removed at the end.'],
  ['io.type', 'obj: any', 'string or nil', '"file", "closed file", or nil.', 'the value is not a file'],
  ['io.write', '...: string or number', 'file, or nil and a message', 'Writes to the output file.', 'the output fails'],
]; // prettier-ignore
