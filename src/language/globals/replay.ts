// The global `Replay`. Data only.

import type { DocumentedRow } from '../documented.js';

const COMPARE =
  'local result = Replay.create_comparator():compare_json({ a = 1 }, { a = 2 })\nprint(result.identical, result.summary)';
const CONFIG =
  'local config = Replay.create_config(Replay.modes.modified)\nconfig:add_modification("input.text", "other")';

export const REPLAY: readonly DocumentedRow[] = [
  ['Replay', undefined, 'table', 'How a run is to be repeated, as data, and how two results compare.', undefined, COMPARE],
  ['Replay.modes', undefined, 'table', 'The modes exact, modified, simulate and debug.'],
  ['Replay.create_config', 'mode?: any', 'replay', 'How to repeat: in a mode, or the name of one; exact without.', undefined, CONFIG],
  ['Replay.create_modification', 'path: string, value: any, enabled?: boolean', 'modification', 'A value in place of another.'],
  ['Replay.schedules', undefined, 'table', 'When to repeat.'],
  ['Replay.schedules.once', 'seconds: number', 'schedule', 'Once, after so many seconds.'],
  ['Replay.schedules.interval', 'initial: number, every: number, max?: integer', 'schedule', 'Again and again, `max` times at most.'],
  ['Replay.schedules.cron', 'expression: string', 'schedule', 'When a cron expression of 5 or 6 fields says so.'],
  ['Replay.create_comparator', '', 'comparator', 'Compares results.', undefined, COMPARE],
  ['mode:name', '', 'string', 'Its name.'],
  ['replay:get_mode', '', 'mode', 'The mode.'],
  ['replay:should_compare_results', '', 'boolean', 'Whether results are to be compared; true.'],
  ['replay:get_timeout_seconds', '', 'integer', 'The time for it; 300.'],
  ['replay:should_stop_on_error', '', 'boolean', 'Whether the first error ends it; false.'],
  ['replay:get_modifications', '', 'table', 'The modifications, in the order in which they were added.'],
  ['replay:add_modification', 'path: string, value: any, enabled?: boolean', 'nothing', 'Adds one, enabled unless it says false.', undefined, CONFIG],
  ['modification:get_path', '', 'string', 'What it replaces.'],
  ['modification:get_value', '', 'any', 'What it puts in its place.'],
  ['modification:is_enabled', '', 'boolean', 'Whether it holds.'],
  ['modification:set_enabled', 'enabled: boolean', 'nothing', 'Says whether it holds.'],
  ['schedule:type_name', '', 'string', 'once, interval or cron.'],
  ['comparator:compare_json', 'a: any, b: any', 'table', 'Where two values differ: identical, similarity_score, summary, and differences with path and description.', undefined, COMPARE],
]; // prettier-ignore
