// The basic functions of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const BASIC: readonly DocumentedRow[] = [
  ['_G', undefined, 'table', 'The table that holds all global variables.'],
  ['_VERSION', undefined, 'string', 'The version of the language: "Lua 5.4".'],
  ['assert', 'v: any, message?: any, ...: any', 'all its arguments', 'Raises `message` when `v` is false or nil, else returns all arguments.'],
  ['collectgarbage', 'opt?: string, arg?: integer', 'depends on the option', 'Controls the garbage collector: "collect", "count", "step", "stop", "restart", "incremental", "generational", "isrunning".'],
  ['dofile', 'filename?: string', 'what the file returns', 'Runs a Lua file in the global environment.'],
  ['error', 'message: any, level?: integer', 'never', 'Raises an error; `level` 1 adds the position of the call, 2 that of the caller, 0 none.'],
  ['getmetatable', 'object: any', 'table or nil', 'The metatable of a value, or its `__metatable` field.', 'the value has no metatable'],
  ['ipairs', 't: table', 'iterator, table, 0', 'Iterates over t[1], t[2], ... up to the first nil: `for i, v in ipairs(t) do`.'],
  ['load', 'chunk: string or function, chunkname?: string, mode?: string, env?: table', 'function, or nil and a message', 'Compiles a chunk without running it.', 'the chunk does not compile'],
  ['loadfile', 'filename?: string, mode?: string, env?: table', 'function, or nil and a message', 'Compiles a file without running it.', 'the file cannot be read or does not compile'],
  ['next', 't: table, key?: any', 'key and value, or nil at the end', 'The entry that follows a key in a table; the first one without a key.', 'there is no further entry'],
  ['pairs', 't: table', 'iterator, table, nil', 'Iterates over all entries of a table, in no fixed order: `for k, v in pairs(t) do`.'],
  ['pcall', 'f: function, ...: any', 'true and the results, or false and the error', 'Calls a function in protected mode.'],
  ['print', '...: any', 'nothing', 'Writes its arguments, separated by tabs, and a line break.'],
  ['rawequal', 'v1: any, v2: any', 'boolean', 'Whether two values are the same, without `__eq`.'],
  ['rawget', 't: table, key: any', 'any', 'Reads a field without `__index`.', 'the field does not exist'],
  ['rawlen', 'v: table or string', 'integer', 'The length of a table or string, without `__len`.'],
  ['rawset', 't: table, key: any, value: any', 'table', 'Writes a field without `__newindex`.'],
  ['require', 'modname: string', 'what the module returns, and where it was found', 'Loads a module once and returns its value.'],
  ['select', 'n: integer or "#", ...: any', 'the arguments from the n-th on, or their number', 'Picks arguments: `select("#", ...)` counts them.'],
  ['setmetatable', 't: table, metatable: table or nil', 'the table', 'Sets or removes the metatable of a table.'],
  ['tonumber', 'v: any, base?: integer', 'number or nil', 'Converts a string (in `base` 2 to 36) to a number.', 'the text is not a number'],
  ['tostring', 'v: any', 'string', 'Converts any value to readable text, through `__tostring` if there is one.'],
  ['type', 'v: any', 'string', 'The type of a value: "nil", "boolean", "number", "string", "table", "function", "thread" or "userdata".'],
  ['warn', 'message: string, ...: string', 'nothing', 'Emits a warning.'],
  ['xpcall', 'f: function, handler: function, ...: any', 'true and the results, or false and what the handler returns', 'Like pcall, with a function that sees the error before the stack unwinds.'],
]; // prettier-ignore
