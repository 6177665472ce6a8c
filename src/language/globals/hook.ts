// The global `Hook` and its handles. Data only.

import type { DocumentedRow } from '../documented.js';

const HOOK_EXAMPLE = `local audit = Hook.register("BeforeToolExecution", function(ctx)
  print("calls", ctx.component_id.name)
end)`;

export const HOOK: readonly DocumentedRow[] = [
  ['Hook', undefined, 'table', 'Functions that run before, after and in place of what tools, agents and state do.', undefined, HOOK_EXAMPLE],
  ['Hook.register', 'point: string, callback: function, priority?: string', 'hook', 'Runs a function whenever a hook point fires, for as long as the handle is kept. Priorities: `highest`, `high`, `normal`, `low`, `lowest`.', undefined, HOOK_EXAMPLE],
  ['Hook.unregister', 'hook: any', 'boolean', 'Whether this was a handle whose hook was registered until now.'],
  ['Hook.list', 'filter?: any', 'table', 'The hooks in the order in which they run; the filter is a point, or a table with `hook_point`, `language`, `priority`, `tag`.'],
  ['Hook.inspect', 'hook: any', 'table', 'What is known of a hook, by its handle or id: counts, times, last executions, circuit breaker.', 'there is no such hook'],
  ['Hook.stats', 'point?: string', 'table', 'Counts and times of all hooks, or of those of a point.'],
  ['hook:id', '', 'string', 'The id of the hook.'],
  ['hook:hook_point', '', 'string', 'The point at which it runs.'],
  ['hook:unregister', '', 'boolean', 'Ends the hook; true the first time.'],
]; // prettier-ignore
