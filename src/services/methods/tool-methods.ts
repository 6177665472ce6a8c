// What `Tool` reaches. Control thread.

import type { HostMethods } from '../../base/values.js';
import type { Services } from '../services.js';
import { parseScriptTool } from '../tools/script-tool.js';
import { toolExecution } from '../tools/tool-execution.js';
import { describeTool, describeToolSchema } from '../tools/tool-registry.js';
import { method } from './method.js';

export function toolMethods({ tools, policy }: Services): HostMethods {
  return {
    /** (name, parameters) -> output table */
    'tool.execute': toolExecution(tools, policy),

    /** ({name, description, version, category, parameters}) -> name; the function stays with the engine */
    'tool.register': method('Tool.register', (args) => {
      const tool = parseScriptTool(args.table(0));
      tools.register(tool);
      return tool.name;
    }),

    /** (name) -> whether it was there */
    'tool.unregister': method('Tool.unregister', (args) => tools.unregister(args.text(0))),

    /** () -> array of {name, description, version, category} */
    'tool.list': method('Tool.list', async () => {
      await tools.complete();
      return tools.list().map(describeTool);
    }),

    /** (name) -> {name, description, version, category, schema} or nil */
    'tool.get': method('Tool.get', async (args) => {
      await tools.complete([args.text(0)]);
      const tool = tools.find(args.text(0));
      return tool === undefined ? undefined : describeToolSchema(tool);
    }),

    'tool.exists': method('Tool.exists', async (args) => {
      await tools.complete([args.text(0)]);
      return tools.find(args.text(0)) !== undefined;
    }),

    'tool.categories': method('Tool.categories', async () => {
      await tools.complete();
      return tools.categories();
    }),

    /** ({category, tag}?) -> array as tool.list */
    'tool.discover': method('Tool.discover', async (args) => {
      await tools.complete();
      const filter = args.optionalTable(0);
      const category = args.optionalField(0, filter, 'category');
      const tag = args.optionalField(0, filter, 'tag');
      return tools.list({ category, tag }).map(describeTool);
    }),
  };
}
