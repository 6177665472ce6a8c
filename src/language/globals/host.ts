// Globals of scripts beside the libraries, the libraries themselves, and what of Lua is different here. Data only.

import type { DocumentedRow } from '../documented.js';

export const HOST: readonly DocumentedRow[] = [
  ['ARGS', undefined, 'table', 'Arguments of the script: its name at 0, positional ones from 1, `--name value` as `ARGS.name`; nil in `llmspell exec`.'],
  ['arg', undefined, 'table', 'Arguments of the script: its name at 0, positional ones from 1; nil in `llmspell exec`.'],
  ['coroutine', undefined, 'table', 'Coroutines: functions that can pause and go on.'],
  ['debug', undefined, 'table', 'Looks into functions and calls; what changes them is missing here.'],
  ['io', undefined, 'table', 'Files, standard input and output.'],
  ['math', undefined, 'table', 'Mathematics and random numbers.'],
  ['os', undefined, 'table', 'Time, environment, files by name, ending the script.'],
  ['package', undefined, 'table', 'Where and how `require` finds modules.'],
  ['string', undefined, 'table', 'Functions of strings, which strings have as methods too.'],
  ['table', undefined, 'table', 'Functions of lists.'],
  ['utf8', undefined, 'table', 'Functions of UTF-8 text.'],
  ['print', '...: any', 'nothing', 'Writes its arguments, separated by tabs, and a line break; tables and functions as their type.'],
  ['io.open', 'filename: string, mode?: string', 'file, or nil and a message', 'Opens a file that the script may touch; modes are "r", "w", "a", "r+", "w+", "a+".', 'the file cannot be opened or may not be touched'],
  ['io.popen', 'prog: string, mode?: string', 'never', 'Is not available: run programs to their end with `os.execute`.'],
  ['os.clock', '', 'float', 'Seconds that the engine has been up, waiting included.'],
  ['os.execute', 'command?: string', 'true or nil, "exit" or "signal", and the code', 'Runs a command of the shell, without input; needs `--allow-run=sh`.', 'the command fails or is refused'],
  ['os.exit', 'code?: boolean or integer, close?: boolean', 'never', 'Ends the run with an exit code; nothing catches it.'],
  ['os.getenv', 'varname: string', 'string or nil', 'The value of an environment variable that `--allow-env` names.', 'the variable is not set or may not be read'],
  ['os.remove', 'filename: string', 'true, or nil and a message', 'Deletes a file or an empty directory; needs permission to write.', 'the file cannot be deleted'],
  ['os.rename', 'oldname: string, newname: string', 'true, or nil and a message', 'Renames a file or directory; needs permission to read and write.', 'the file cannot be renamed'],
  ['os.setlocale', 'locale: string, category?: string', 'string or nil', 'Sets the locale: there is only "C".', 'the locale is another'],
]; // prettier-ignore

/** What Lua has and scripts do not find. */
export const MISSING: ReadonlySet<string> = new Set([
  'debug.debug', 'debug.gethook', 'debug.getregistry', 'debug.getuservalue', 'debug.sethook', 'debug.setlocal',
  'debug.setmetatable', 'debug.setupvalue', 'debug.setuservalue', 'debug.upvaluejoin', 'package.loadlib', 'string.dump',
]); // prettier-ignore
