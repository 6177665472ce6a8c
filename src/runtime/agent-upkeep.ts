// What scripts ask an agent about itself and tell it: each method is a question to the service. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import type { RuntimeHost } from './library.js';

/** Methods of agents, and the host method that each stands for. */
export const UPKEEP: Readonly<Record<string, string>> = {
  get_metrics: 'agent.metrics',
  get_health: 'agent.health',
  get_performance: 'agent.performance',
  get_bridge_metrics: 'agent.bridge_metrics',
  get_state: 'agent.state',
  get_agent_state: 'agent.state',
  set_state: 'agent.set_state',
  save_state: 'agent.save_state',
  load_state: 'agent.load_state',
  delete_state: 'agent.delete_state',
  initialize: 'agent.initialize',
  start: 'agent.start',
  pause: 'agent.pause',
  resume: 'agent.resume',
  stop: 'agent.stop',
  terminate: 'agent.terminate',
  recover: 'agent.recover',
  set_error: 'agent.set_error',
  get_state_history: 'agent.history',
  get_last_error: 'agent.last_error',
  get_recovery_attempts: 'agent.recovery_attempts',
  is_healthy: 'agent.is_healthy',
  get_state_metrics: 'agent.state_metrics',
  logEvent: 'agent.log_event',
  configure_alerts: 'agent.configure_alerts',
  get_alerts: 'agent.alerts',
};

/** @param putIdFirst puts the agent's id in the place of the agent */
export function agentUpkeepFunctions(
  host: RuntimeHost,
  putIdFirst: (vm: LuaVm, L: number, method: string) => void,
): Readonly<Record<string, HostFunction>> {
  const functions = Object.entries(UPKEEP).map(([name, method]): [string, HostFunction] => [
    `Agent:${name}`,
    (vm, L) => {
      putIdFirst(vm, L, name);
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    },
  ]);
  return {
    ...Object.fromEntries(functions),
    // Asks a model: other tasks go on meanwhile.
    'Agent:execute_with_context': (vm, L) => {
      putIdFirst(vm, L, 'execute_with_context');
      return host.callThen(L, 'agent.execute_with_context', [], 1);
    },
  };
}
