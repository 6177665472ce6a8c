// What `Tool` reaches. Control thread.

import { KEPT_FUNCTION } from '../../base/kept-function.js';
import { isFunctionRef } from '../../base/values.js';
import type { CallContext, HostMethods, Value } from '../../base/values.js';
import type { Services } from '../services.js';
import { gone, parseScriptTool } from '../tools/script-tool.js';
import { describeTool, describeToolSchema } from '../tools/tool-registry.js';
import { method } from './method.js';

export function toolMethods({ tools, policy }: Services): HostMethods {
  return {
    /** (name, parameters) -> output table */
    'tool.execute': method('Tool.execute', (args, call) => {
      const { signal, workingDirectory } = call;
      const context = { policy: policy.from(workingDirectory), signal, callKept: callKept(call) };
      return tools.execute(args.text(0), args.table(1), context);
    }),

    /** ({name, description, version, category, parameters}) -> name; the function stays with the engine */
    'tool.register': method('Tool.register', (args) => {
      const tool = parseScriptTool(args.table(0));
      tools.register(tool);
      return tool.name;
    }),

    /** (name) -> whether it was there */
    'tool.unregister': method('Tool.unregister', (args) => tools.unregister(args.text(0))),

    /** () -> array of {name, description, version, category} */
    'tool.list': method('Tool.list', () => tools.list().map(describeTool)),

    /** (name) -> {name, description, version, category, schema} or nil */
    'tool.get': method('Tool.get', (args) => {
      const tool = tools.find(args.text(0));
      return tool === undefined ? undefined : describeToolSchema(tool);
    }),

    'tool.exists': method('Tool.exists', (args) => tools.find(args.text(0)) !== undefined),

    'tool.categories': method('Tool.categories', () => tools.categories()),

    /** ({category, tag}?) -> array as tool.list */
    'tool.discover': method('Tool.discover', (args) => {
      const filter = args.optionalTable(0);
      const category = args.optionalField(0, filter, 'category');
      const tag = args.optionalField(0, filter, 'tag');
      return tools.list({ category, tag }).map(describeTool);
    }),
  };
}

/** Asks the engine for the function under a key, and calls it while the script waits. */
function callKept(call: CallContext): (key: string, args: readonly Value[]) => Promise<readonly Value[]> {
  return async (key, args) => {
    const [fn] = (await call.invokeNamed?.(KEPT_FUNCTION, [key], WAKE_MS)) ?? [];
    if (!isFunctionRef(fn)) throw gone(key.slice(key.indexOf(':') + 1), 'the session has been restored or restarted');
    return call.invoke(fn, args);
  };
}

/** Looking a function up has no time limit that the engine would have to watch. */
const WAKE_MS = 60_000;
