// How agents reach the session's tools: by the same road as scripts, hooks and permissions included. Control thread.

import type { HostMethod } from '../../base/values.js';
import type { ToolRegistry } from '../tools/tool-registry.js';
import type { ValueObject } from '../value-kinds.js';
import type { AgentTools } from './agent.js';

/** @param execute (name, parameters) -> output table */
export function agentTools(tools: ToolRegistry, execute: HostMethod): AgentTools {
  return {
    complete: (names) => tools.complete(names),
    find: (name) => tools.find(name),
    runFor: (call) => async (name, parameters, signal) =>
      (await execute([name, parameters], { ...call, signal })) as ValueObject,
  };
}
