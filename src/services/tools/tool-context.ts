// What tools are given for the call of a script that uses them, directly or by way of an agent. Control thread.

import { KEPT_FUNCTION } from '../../base/kept-function.js';
import { isFunctionRef } from '../../base/values.js';
import type { CallContext, Value } from '../../base/values.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { gone } from './script-tool.js';
import type { ToolContext } from './tool.js';

export function createToolContext(policy: PermissionPolicy, call: CallContext): ToolContext {
  return { policy: policy.from(call.workingDirectory), signal: call.signal, call, callKept: callKept(call) };
}

/** Asks the engine for the function under a key, and calls it while the script waits. */
function callKept(call: CallContext): (key: string, args: readonly Value[]) => Promise<readonly Value[]> {
  return async (key, args) => {
    const [fn] = (await call.invokeNamed?.(KEPT_FUNCTION, [key], WAKE_MS, call.inside)) ?? [];
    if (!isFunctionRef(fn)) throw gone(key.slice(key.indexOf(':') + 1), 'the session has been restored or restarted');
    return call.invoke(fn, args, call.inside);
  };
}

/** Looking a function up has no time limit that the engine would have to watch. */
const WAKE_MS = 60_000;
