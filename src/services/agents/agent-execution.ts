// `agent:execute`: the one road to the agents, for scripts, steps of workflows and other agents. Control thread.

import type { HostMethod } from '../../base/values.js';
import { method } from '../methods/method.js';
import type { AgentService } from './agent-service.js';

/** (id, input) -> output table */
export function agentExecution(agents: AgentService): HostMethod {
  return method('agent:execute', (args, call) => agents.get(args.text(0)).execute(args.table(1), call), 1);
}
