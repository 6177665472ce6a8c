// How agents reach the session's tools: by the same road as scripts, hooks and permissions included. Control thread.

import type { CallContext, HostMethod } from '../../base/values.js';
import type { Tool } from '../tools/tool.js';
import type { ToolRegistry } from '../tools/tool-registry.js';
import type { ValueObject } from '../value-kinds.js';
import type { RunTool } from './tool-call.js';

/** The tools of the session, as an agent reaches them. */
export interface AgentTools {
  /** Fetches those that others offer, so that {@link find} knows them. @throws SpellError if one cannot be had */
  complete(names: readonly string[]): Promise<void>;
  find(name: string): Tool | undefined;
  /** How tools run for this call. */
  runFor(call: CallContext): RunTool;
}

/** @param execute (name, parameters) -> output table */
export function agentTools(tools: ToolRegistry, execute: HostMethod): AgentTools {
  return {
    complete: (names) => tools.complete(names),
    find: (name) => tools.find(name),
    runFor: (call) => async (name, parameters, signal) =>
      (await execute([name, parameters], { ...call, signal })) as ValueObject,
  };
}
