// What agents tell of themselves and keep: states, figures, alerts, saved conversations. Control thread.

import type { CallContext, HostMethods, Value } from '../../base/values.js';
import type { Agent } from '../agents/agent.js';
import { AGENT_ACTIONS } from '../agents/lifecycle.js';
import type { Arguments } from '../arguments.js';
import type { Services } from '../services.js';
import { method } from './method.js';

type Work = (agent: Agent, args: Arguments, call: CallContext) => Promise<Value> | Value;

/** Each takes the id of an agent first. */
export function agentUpkeepMethods({ agents, tools, state, logger }: Services): HostMethods {
  const of = (name: string, work: Work): HostMethods[string] =>
    method(`agent:${name}`, (args, call) => work(agents.get(args.text(0)), args, call), 1);
  const actions = AGENT_ACTIONS.map((action) => [
    `agent.${action}`,
    of(action, (agent, args, call) => {
      agent.lifecycle.perform(action, action === 'set_error' ? args.text(1) : undefined);
      agent.checkAlerts(call.runId);
      return undefined;
    }),
  ]);
  return {
    ...(Object.fromEntries(actions) as HostMethods),

    'agent.state': of('get_state', ({ lifecycle }) => lifecycle.current),
    'agent.history': of('get_state_history', ({ lifecycle }) => lifecycle.history()),
    'agent.state_metrics': of('get_state_metrics', ({ lifecycle }) => lifecycle.metrics()),
    'agent.last_error': of('get_last_error', ({ lifecycle }) => lifecycle.lastError),
    'agent.recovery_attempts': of('get_recovery_attempts', ({ lifecycle }) => lifecycle.recoveryAttempts),
    'agent.is_healthy': of('is_healthy', ({ health }) => health === 'healthy'),
    'agent.metrics': of('get_metrics', (agent) => agent.metrics()),
    'agent.performance': of('get_performance', ({ figures }) => figures.performance()),

    /** (id) -> {status, timestamp, state, error_rate, last_error?} */
    'agent.health': of('get_health', ({ health, lifecycle, figures }) => ({
      status: health,
      timestamp: new Date().toISOString(),
      state: lifecycle.current,
      error_rate: figures.errorRate,
      last_error: lifecycle.lastError,
    })),

    /** (id) -> {active_agents, total_tools, performance} */
    'agent.bridge_metrics': of('get_bridge_metrics', ({ figures }) => ({
      active_agents: agents.list().length,
      total_tools: tools.list().length,
      performance: figures.performance(),
    })),

    /** (id, table): kept with the agent */
    'agent.set_state': of('set_state', (agent, args) => {
      agent.custom = args.table(1);
      return undefined;
    }),

    'agent.save_state': of('save_state', async (agent, _args, { signal }) => {
      await state.save(SCOPE, agent.spec.name, agent.saved(), signal);
      return undefined;
    }),

    /** (id) -> whether there was something */
    'agent.load_state': of('load_state', async (agent, _args, { signal }) => {
      const saved = await state.load(SCOPE, agent.spec.name, signal);
      if (saved === undefined || saved === null) return false;
      agent.restore(saved);
      return true;
    }),

    'agent.delete_state': of('delete_state', async (agent, _args, { signal }) => {
      await state.delete(SCOPE, agent.spec.name, signal);
      return undefined;
    }),

    /** (id, type, message) */
    'agent.log_event': of('logEvent', ({ spec }, args, { runId, source }) => {
      const fields = { agent: spec.name, type: args.text(1) };
      const origin = { runId, ...(source === undefined ? {} : { source }) };
      logger.log({ level: 'info', module: 'services.agents.events', message: args.text(2), ...origin, fields });
      return undefined;
    }),

    /** (id, {name, severity?, condition, cooldown_seconds?, enabled?}) */
    'agent.configure_alerts': of('configure_alerts', (agent, args) => {
      agent.alerts.configure(args.table(1));
      return undefined;
    }),

    /** (id) -> array of {name, severity, message, value, timestamp} */
    'agent.alerts': of('get_alerts', (agent, _args, { runId }) => {
      agent.checkAlerts(runId);
      return agent.alerts.list();
    }),
  };
}

/** Of the state store: a key for each name of an agent. */
const SCOPE = 'agents';
