// One host method: a function of plain values that reads its arguments with errors as Lua words them. Control thread.

import type { CallContext, HostMethod, Value } from '../../base/values.js';
import { Arguments } from '../arguments.js';

type Call = (args: Arguments, context: CallContext) => Promise<Value> | Value;

/**
 * @param luaName as scripts call it
 * @param hidden see {@link Arguments}
 */
export function method(luaName: string, call: Call, hidden = 0): HostMethod {
  return (values, context) => call(new Arguments(luaName, values, hidden), context);
}
