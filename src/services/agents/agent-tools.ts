// How agents reach the session's tools: by the same road as scripts, with the permissions of the script that asks. Control thread.

import type { PermissionPolicy } from '../../permissions/policy.js';
import { createToolContext } from '../tools/tool-context.js';
import type { ToolRegistry } from '../tools/tool-registry.js';
import type { AgentTools } from './agent.js';

export function agentTools(tools: ToolRegistry, policy: PermissionPolicy): AgentTools {
  return {
    find: (name) => tools.find(name),
    runFor: (call) => (name, parameters, signal) =>
      tools.execute(name, parameters, createToolContext(policy, call, signal)),
  };
}
