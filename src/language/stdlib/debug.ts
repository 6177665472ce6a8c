// The debug library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const DEBUG: readonly DocumentedRow[] = [
  ['debug.debug', '', 'nothing', 'Reads and runs lines from the standard input.'],
  ['debug.gethook', 'thread?: thread', 'function, mask and count', 'The current hook.'],
  ['debug.getinfo', 'f: function or integer, what?: string', 'table or nil', 'What is known of a function or stack level.', 'there is no such stack level'],
  ['debug.getlocal', 'f: function or integer, local: integer', 'name and value, or nil', 'A local variable of a stack level.', 'there is no such variable'],
  ['debug.getmetatable', 'value: any', 'table or nil', 'The metatable of any value.', 'the value has none'],
  ['debug.getregistry', '', 'table', 'The registry.'],
  ['debug.getupvalue', 'f: function, up: integer', 'name and value, or nil', 'An upvalue of a function.', 'there is no such upvalue'],
  ['debug.getuservalue', 'u: userdata, n?: integer', 'any', 'A user value of a userdata.', 'there is none'],
  ['debug.sethook', 'hook?: function, mask?: string, count?: integer', 'nothing', 'Sets a function that is called at lines, calls or returns.'],
  ['debug.setlocal', 'level: integer, local: integer, value: any', 'string or nil', 'Sets a local variable of a stack level.', 'there is no such variable'],
  ['debug.setmetatable', 'value: any, table: table or nil', 'the value', 'Sets the metatable of any value.'],
  ['debug.setupvalue', 'f: function, up: integer, value: any', 'string or nil', 'Sets an upvalue of a function.', 'there is no such upvalue'],
  ['debug.setuservalue', 'udata: userdata, value: any, n?: integer', 'userdata', 'Sets a user value of a userdata.'],
  ['debug.traceback', 'message?: any, level?: integer', 'string', 'The call stack as text.'],
  ['debug.upvalueid', 'f: function, n: integer', 'identifier', 'Identifies an upvalue, to see whether two functions share it.'],
  ['debug.upvaluejoin', 'f1: function, n1: integer, f2: function, n2: integer', 'nothing', 'Makes an upvalue of f1 refer to one of f2.'],
]; // prettier-ignore
