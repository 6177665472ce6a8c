// The global `State`. Data only.

import type { DocumentedRow } from '../documented.js';

const COUNT = 'State.save("app", "runs", (State.load("app", "runs") or 0) + 1)';

export const STATE: readonly DocumentedRow[] = [
  ['State', undefined, 'table', 'Values that outlive the script, by scope and key.', undefined, COUNT],
  ['State.save', 'scope: string, key: string, value: any, options?: table', 'nothing', 'Keeps a value: nil, boolean, number, string, or a table of these; nil deletes. `ttl` in the options is how many seconds it stays.', undefined, COUNT],
  ['State.load', 'scope: string, key: string', 'any', 'A copy of what was saved.', 'nothing was saved there'],
  ['State.delete', 'scope: string, key: string', 'nothing', 'Forgets a value; a missing key is fine.'],
  ['State.list_keys', 'scope: string, pattern?: string', 'table', 'The keys of a scope, sorted; with a pattern of * and ? those that fit.'],
  ['State.list_scopes', '', 'table', 'The scopes that have keys, sorted.'],
  ['State.get', 'key: string, default?: any', 'any', 'What is kept in the scope user, else the default.', undefined, 'local theme = State.get("theme", "dark")'],
  ['State.set', 'key: string, value: any, options?: table', 'nothing', 'As State.save in the scope user.', undefined, 'State.set("token", "abc", {ttl = 60})'],
  ['State.del', 'key: string', 'boolean', 'Forgets a value of the scope user; whether it was there.'],
  ['State.keys', 'pattern?: string', 'table', 'The keys of the scope user, as State.list_keys.'],
  ['State.exists', 'key: string', 'boolean', 'Whether the scope user has the key.'],
  ['State.update', 'key: string, change: function, options?: table', 'any', 'Replaces a value of the scope user by what the function makes of it, and gives that. Where somebody else changes it meanwhile, the function is called again.', undefined, 'State.update("names", function(names)\n  names = names or {}\n  names[#names + 1] = "Ada"\n  return names\nend)'],
  ['State.increment', 'key: string, by?: number', 'number', 'Adds to a number of the scope user, 1 where nothing is said, and gives the sum. None is lost, whoever counts at the same time.', undefined, 'local n = State.increment("visits")'],
  ['State.compare_and_set', 'scope: string, key: string, expected: any, value: any, options?: table', 'boolean', 'Saves the value if what is there is what is expected, nil for nothing.', undefined, 'if State.compare_and_set("app", "leader", nil, "me", {ttl = 30}) then print("I lead") end'],
  ['State.transaction', 'work: function', 'any', 'Calls the function with a transaction: what it reads stays as first seen, what it writes is done at its end, all or nothing. Where others changed what it read it is called again, 100 times at most; an error in it writes nothing. Gives what the function gives.', undefined, 'State.transaction(function(tx)\n  local from, to = tx:get("alice", 0), tx:get("bob", 0)\n  tx:set("alice", from - 10)\n  tx:set("bob", to + 10)\nend)'],
  ['State.subscribe', 'scope: string, pattern?: string', 'string', 'From now on keeps changes of keys that fit, by whichever process, for State.receive; scope and pattern may hold * and ?. Gives the id of the subscription.', undefined, 'local id = State.subscribe("jobs")'],
  ['State.receive', 'id: string, timeout_ms?: integer', 'table', 'Waits for the next change: scope, key, value, deleted. Of several changes to one key perhaps only the newest comes; `missed` says that some were too many to be told. Waits for 5000 ms where nothing is said.', 'none came in time', 'local change = State.receive(State.subscribe("*"), 100)'],
  ['State.unsubscribe', 'id: string', 'boolean', 'Ends a subscription; whether it was there.'],
  ['State.workflow_get', 'workflow_id: string, step: string', 'any', 'What a step of a workflow gave.', 'there is none'],
  ['State.workflow_list', 'workflow_id: string', 'table', 'The names of the steps of a workflow that gave something.'],
  ['State.agent_get', 'id: string, key: string', 'any', 'A value of an agent.', 'there is none'],
  ['State.agent_set', 'id: string, key: string, value: any', 'nothing', 'Keeps a value of an agent, in the scope agent: and its id.'],
  ['State.tool_get', 'id: string, key: string', 'any', 'A value of a tool.', 'there is none'],
  ['State.tool_set', 'id: string, key: string, value: any', 'nothing', 'Keeps a value of a tool, in the scope tool: and its id.'],
  ['tx:load', 'scope: string, key: string', 'any', 'A copy of what was there when the transaction first looked, or of what it has saved.', 'nothing is there'],
  ['tx:save', 'scope: string, key: string, value: any, options?: table', 'nothing', 'As State.save, at the end of the transaction.'],
  ['tx:delete', 'scope: string, key: string', 'nothing', 'As State.delete, at the end of the transaction.'],
  ['tx:list_keys', 'scope: string, pattern?: string', 'table', 'As State.list_keys, with what the transaction has changed.'],
  ['tx:get', 'key: string, default?: any', 'any', 'As tx:load in the scope user, else the default.'],
  ['tx:set', 'key: string, value: any, options?: table', 'nothing', 'As tx:save in the scope user.'],
  ['tx:del', 'key: string', 'boolean', 'As tx:delete in the scope user; whether it was there.'],
  ['tx:keys', 'pattern?: string', 'table', 'The keys of the scope user, as tx:list_keys.'],
  ['tx:exists', 'key: string', 'boolean', 'Whether the scope user has the key.'],
  ['tx:increment', 'key: string, by?: number', 'number', 'Adds to a number of the scope user, 1 where nothing is said, and gives the sum.'],
  ['state', undefined, 'table', 'Another name of State.', undefined, 'print(state == State)'],
]; // prettier-ignore
