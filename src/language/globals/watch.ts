// The globals `Debugger`, `Inspect` and `Console`. Data only.

import type { DocumentedRow } from '../documented.js';

const BREAKPOINT = 'Debugger.breakpoint(total > 100)';
const INSPECT = 'print(Inspect.value({ name = "Ann", tags = { "a", "b" } }))';
const CONSOLE = 'Console.group("order 7")\nConsole.warn("total is", 0)\nConsole.groupEnd()';

export const WATCH: readonly DocumentedRow[] = [
  ['Debugger', undefined, 'table', 'What a script may say to the debugger that is attached to it.', undefined, BREAKPOINT],
  ['Debugger.breakpoint', 'condition?: any', 'boolean', 'Pauses here if a debugger is attached, unless the argument is false or nil; says whether it has paused.', undefined, BREAKPOINT],
  ['Debugger.isAttached', '', 'boolean', 'Whether a debugger is attached.'],
  ['Debugger.log', '...: any', 'nothing', 'Shows values in the debugger, with their place; nowhere where none is attached.'],
  ['Inspect', undefined, 'table', 'Shows what values hold.', undefined, INSPECT],
  ['Inspect.value', 'value: any, options?: table', 'string', 'A value as text, tables as a tree. Options: `depth`, `maxItems`, `maxLength`, `indent`, `metatables`, `tostring`.', undefined, INSPECT],
  ['Console', undefined, 'table', 'Writes lines with a level; the debugger shows the latest.', undefined, CONSOLE],
  ['Console.log', '...: any', 'nothing', 'Writes values to standard output, as `print` shows them.'],
  ['Console.info', '...: any', 'nothing', 'Another name for `Console.log`.'],
  ['Console.warn', '...: any', 'nothing', 'Writes values to standard error, after `[warn]`.', undefined, CONSOLE],
  ['Console.error', '...: any', 'nothing', 'Writes values to standard error, after `[error]`; raises nothing.'],
  ['Console.debug', '...: any', 'nothing', 'Writes values to standard error, after `[debug]`.'],
  ['Console.trace', '...: any', 'nothing', 'Writes values to standard error, after `[trace]`.'],
  ['Console.table', 'rows: table, columns?: table', 'nothing', 'Writes a list of rows as an aligned table; any other table by its keys.'],
  ['Console.group', '...: any', 'nothing', 'Writes values, if there are any, and indents what follows.', undefined, CONSOLE],
  ['Console.groupEnd', '', 'nothing', 'Ends the innermost group.'],
  ['Console.time', 'label?: string', 'nothing', 'Starts a timer.'],
  ['Console.timeLog', 'label?: string, ...: any', 'nothing', 'Writes how long a timer has run.'],
  ['Console.timeEnd', 'label?: string', 'nothing', 'Writes how long a timer has run, and ends it.'],
  ['Console.count', 'label?: string', 'nothing', 'Writes how often it was called with this label.'],
  ['Console.countReset', 'label?: string', 'nothing', 'Begins a count anew.'],
  ['Console.assert', 'condition?: any, ...: any', 'nothing', 'Writes values as an error where the condition is false or nil; raises nothing.'],
  ['Console.clear', '', 'nothing', 'Ends all groups, forgets the lines that the debugger shows, and clears the output where a front end can.'],
  ['Console.setLevel', 'level: string', 'nothing', 'Writes only what is at least so urgent: trace, debug, info, warn, error, or none.'],
  ['Console.getLevel', '', 'string', 'The least urgent level that is written.'],
]; // prettier-ignore
