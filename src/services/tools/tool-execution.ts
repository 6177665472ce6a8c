// `Tool.execute`: the one road to the tools, for scripts, for agents and for steps of workflows. Control thread.

import type { HostMethod } from '../../base/values.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { method } from '../methods/method.js';
import { createToolContext } from './tool-context.js';
import type { ToolRegistry } from './tool-registry.js';

/** (name, parameters) -> output table */
export function toolExecution(tools: ToolRegistry, policy: PermissionPolicy): HostMethod {
  return method('Tool.execute', (args, call) => {
    return tools.execute(args.text(0), args.table(1), createToolContext(policy, call));
  });
}
