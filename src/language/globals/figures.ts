// The globals `Streaming`, `Performance` and `Debug`. Data only.

import type { DocumentedRow } from '../documented.js';

const STREAM =
  'local numbers = Streaming.create(function() for i = 1, 3 do Streaming.yield(i) end end)\nprint(numbers:next())';
const MEASURE = 'Performance.mark("begin")\nlocal took = Performance.measure("work", "begin").duration_ms';
const INFO = 'Debug.info("order accepted", "shop.orders")';
const TIMER = 'local timer = Debug.timer("work")\nprint(timer:stop())';

export const FIGURES: readonly DocumentedRow[] = [
  ['Streaming', undefined, 'table', 'Values that a function gives one after the other.', undefined, STREAM],
  ['Streaming.create', 'f: function', 'stream of values', 'Makes a stream of what the function gives to `Streaming.yield` and returns; it runs as far as it is asked.', undefined, STREAM],
  ['Streaming.yield', '...: any', 'nothing', 'Gives a value to the stream in whose function it is called; does nothing elsewhere.', undefined, STREAM],
  ['values:next', '', 'any', 'The next value; errors of the function are raised.', 'there are no more'],
  ['values:isDone', '', 'boolean', 'Whether the function has returned.'],
  ['values:collect', '', 'table', 'All values that are left, without nil.'],
  ['Performance', undefined, 'table', 'Measures how long something takes.', undefined, MEASURE],
  ['Performance.now', '', 'number', 'Milliseconds since the first use of `Performance`.'],
  ['Performance.mark', 'name: string', 'number', 'Remembers the time under a name.', undefined, MEASURE],
  ['Performance.measure', 'name: string, from?: string, to?: string', 'table', 'The time between two marks, now if there is no second: name, start_ms, duration_ms.', undefined, MEASURE],
  ['Performance.marks', '', 'table', 'Times of all marks, by name.'],
  ['Performance.measures', 'name?: string', 'table', 'The latest measures, all or those of a name.'],
  ['Performance.clear', 'name?: string', 'nothing', 'Forgets marks and measures, all or those of a name.'],
  ['Performance.time', 'f: function, ...: any', 'number, and any', 'Calls a function: the milliseconds that it took, and its results.', undefined, 'local ms, sum = Performance.time(function(a, b) return a + b end, 1, 2)'],
  ['Performance.memory', '', 'table', 'Bytes that Lua holds, and the most that it has held in this run: used_bytes, peak_bytes.'],
  ['Performance.report', '', 'table', 'Figures of the measures by name: count, total_ms, mean_ms, min_ms, max_ms; `source` is "timers".'],
  ['Debug', undefined, 'table', 'Messages with level and module, filters, timers, values and stack as text.', undefined, INFO],
  ['Debug.log', 'level: string, message: any, module?: string', 'nothing', 'Writes to standard error where level and filters let it, and keeps it.'],
  ['Debug.logWithData', 'level: string, message: any, data: any, module?: string', 'nothing', 'The same with a value.'],
  ['Debug.trace', 'message: any, module?: string', 'nothing', '`Debug.log` at the level trace.'],
  ['Debug.debug', 'message: any, module?: string', 'nothing', '`Debug.log` at the level debug.'],
  ['Debug.info', 'message: any, module?: string', 'nothing', '`Debug.log` at the level info.', undefined, INFO],
  ['Debug.warn', 'message: any, module?: string', 'nothing', '`Debug.log` at the level warn.'],
  ['Debug.error', 'message: any, module?: string', 'nothing', '`Debug.log` at the level error; raises nothing.'],
  ['Debug.getCapturedEntries', 'limit?: integer', 'table', 'The latest entries: timestamp, level, message, module, metadata, source, run_id.'],
  ['Debug.clearCaptured', '', 'nothing', 'Forgets them.'],
  ['Debug.setLevel', 'level: string', 'boolean', 'Lets through what is at least so urgent: off, error, warn, info, debug, trace; false for any other.'],
  ['Debug.getLevel', '', 'string', 'The level in capitals; INFO at first.'],
  ['Debug.setEnabled', 'enabled: boolean', 'nothing', 'Lets everything through that level and filters do, or nothing.'],
  ['Debug.isEnabled', '', 'boolean', 'Whether anything is let through.'],
  ['Debug.addModuleFilter', 'pattern: string, enabled?: boolean', 'nothing', 'A rule for a module and all below it, or for names with stars; the last rule that fits counts.'],
  ['Debug.addAdvancedFilter', 'pattern: string, type: string, enabled?: boolean', 'nothing', 'A rule that is exact, wildcard, regex or hierarchical.'],
  ['Debug.removeModuleFilter', 'pattern: string', 'boolean', 'Takes a rule away.'],
  ['Debug.clearModuleFilters', '', 'nothing', 'Takes all rules away.'],
  ['Debug.setDefaultFilterEnabled', 'enabled: boolean', 'nothing', 'What holds where no rule fits.'],
  ['Debug.getFilterSummary', '', 'table', 'The rules: default_enabled, total_rules, rules.'],
  ['Debug.timer', 'name: string', 'timer', 'Starts a timer.', undefined, TIMER],
  ['timer:stop', '', 'number', 'Stops it: the milliseconds that it has run.', 'it has stopped already', TIMER],
  ['timer:lap', 'name: string', 'boolean', 'Notes the time of a lap; false where it has stopped.'],
  ['timer:elapsed', '', 'number', 'The milliseconds that it has run.'],
  ['Debug.recordEvent', 'timer_id: string, name: string, metadata?: any', 'boolean', 'Notes an event of a timer; false where there is no such timer.'],
  ['Debug.performanceReport', '', 'string', 'Figures of the timers, and that no profiler stands behind them.'],
  ['Debug.jsonReport', '', 'string', 'All timers as JSON; `source` is "timers".'],
  ['Debug.flameGraph', '', 'string', 'Timers and laps as folded stacks, in microseconds.'],
  ['Debug.memoryStats', '', 'table', 'Bytes of Lua: used_bytes, allocated_bytes, peak_bytes, resident_bytes; collections is 0, nothing counts them.'],
  ['Debug.memorySnapshot', '', 'table', 'The time, running timers, and bytes of Lua.'],
  ['Debug.dump', 'value: any, label?: string', 'string', 'A value as text.'],
  ['Debug.dumpCompact', 'value: any, label?: string', 'string', 'A value as one line.'],
  ['Debug.dumpVerbose', 'value: any, label?: string', 'string', 'More of a value, metatables too.'],
  ['Debug.dumpWithOptions', 'value: any, options?: table, label?: string', 'string', 'A value as text; options max_depth, indent_size, max_string_length, max_array_elements, max_table_pairs, compact_mode.'],
  ['Debug.stackTrace', 'options?: table', 'string', 'Where the script is; the option max_depth.'],
  ['Debug.stackTraceJson', 'options?: table', 'string', 'The same as JSON: frames with source, line, name, description.'],
]; // prettier-ignore
