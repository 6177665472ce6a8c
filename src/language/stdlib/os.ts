// The os library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const OS: readonly DocumentedRow[] = [
  ['os.clock', '', 'float', 'Processor time that the program has used, in seconds.'],
  ['os.date', 'format?: string, time?: integer', 'string or table', 'A time as text ("%Y-%m-%d %H:%M:%S") or, with "*t", as a table; "!" first means UTC.'],
  ['os.difftime', 't2: integer, t1: integer', 'float', 'Seconds from t1 to t2.'],
  ['os.execute', 'command?: string', 'true or nil, "exit" or "signal", and the code', 'Runs a command of the operating system.', 'the command fails'],
  ['os.exit', 'code?: boolean or integer, close?: boolean', 'never', 'Ends the script with an exit code.'],
  ['os.getenv', 'varname: string', 'string or nil', 'The value of an environment variable.', 'the variable is not set or may not be read'],
  ['os.remove', 'filename: string', 'true, or nil and a message', 'Deletes a file or an empty directory.', 'the file cannot be deleted'],
  ['os.rename', 'oldname: string, newname: string', 'true, or nil and a message', 'Renames a file or directory.', 'the file cannot be renamed'],
  ['os.setlocale', 'locale: string, category?: string', 'string or nil', 'Sets the locale.', 'the locale does not exist'],
  ['os.time', 'table?: table', 'integer', 'The current time in seconds, or that of a table with year, month and day.'],
  ['os.tmpname', '', 'string', 'The name of a file that can be used as a temporary one.'],
]; // prettier-ignore
