// The global `Async` and its tasks. Data only.

import type { DocumentedRow } from '../documented.js';

const ALL =
  'local got = Async.all({\n  sum = function() return Tool.execute("calculator", { input = "6 * 7" }) end,\n  pause = function() Async.sleep(10) end,\n})';
const SPAWN = 'local task = Async.spawn("answer", function(n) return n + 1 end, 41)\nprint(task:await())';

export const ASYNC: readonly DocumentedRow[] = [
  ['Async', undefined, 'table', 'Functions that wait for models, tools and timers beside each other.', undefined, ALL],
  ['Async.spawn', 'name?: string, f: function, ...: any', 'task', 'Makes a task that calls the function with the arguments; it begins when the script waits.', undefined, SPAWN],
  ['Async.all', 'tasks: table', 'table', 'Waits for functions and tasks; their first results under the same keys. The first failure is raised, and the rest cancelled.', undefined, ALL],
  ['Async.race', 'tasks: table', 'any, and a key', 'Waits for the first to end, gives its first result and its key or raises its error, and cancels the rest.'],
  ['Async.any', 'tasks: table', 'any, and a key', 'Waits for the first to succeed, gives its first result and its key, and cancels the rest; raises where all fail.'],
  ['Async.sleep', 'ms: number', 'nothing', 'Waits while other tasks go on.'],
  ['Async.timeout', 'ms: number, f: function or task, ...: any', 'any', 'Waits for a function or task for so long at most: gives its results, or cancels it and raises.', undefined, 'local ok, why = pcall(Async.timeout, 1000, function() Async.sleep(5000) end)'],
  ['Async.current', '', 'string', 'The name of the task that calls.', 'the script itself calls'],
  ['task:await', '', 'any', 'Waits for the task and gives all its results, or raises its error.', undefined, SPAWN],
  ['task:cancel', '', 'boolean', 'Ends the task and those that it has started, and closes its `<close>` variables; false where it has ended.'],
  ['task:status', '', 'string', 'How it is: ready, running, waiting, done, failed or cancelled.'],
  ['task:name', '', 'string', 'Its name.'],
  ['task:traceback', '', 'string', 'Where it has failed.', 'it has not failed'],
]; // prettier-ignore
