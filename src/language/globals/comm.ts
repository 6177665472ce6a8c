// The global `Comm` and what it gives. Data only.

import type { DocumentedRow } from '../documented.js';

const OPEN = 'local comm = Comm.open("my.widget", { value = 1 })\ncomm:on_msg(function(data) print(data.value) end)';
const TARGET = 'Comm.register_target("my.widget", function(comm, data)\n  comm:send({ seen = data.value })\nend)';

export const COMM: readonly DocumentedRow[] = [
  ['Comm', undefined, 'table', 'Messages between scripts and front ends.', undefined, OPEN],
  ['Comm.open', 'target: string, data?: table, buffers?: table', 'comm', 'Opens a comm to a target of the front ends.', undefined, OPEN],
  ['Comm.register_target', 'name: string, callback: function', 'nothing', 'Lets front ends open comms: `callback(comm, data, buffers)` is called for each.', undefined, TARGET],
  ['Comm.unregister_target', 'name: string', 'nothing', 'Refuses further comms to a target.'],
  ['comm:send', 'data?: table, buffers?: table', 'comm', 'Sends a message; buffers are a list of strings with any bytes.'],
  ['comm:on_msg', 'callback?: function', 'comm', 'Calls `callback(data, buffers)` for every message; without one messages are left alone.'],
  ['comm:on_close', 'callback?: function', 'comm', 'Calls `callback(data, buffers)` when the front end closes the comm.'],
  ['comm:close', 'data?: table', 'nothing', 'Closes the comm; a second call does nothing.'],
]; // prettier-ignore
