// Tells which tools, agents and models a run has called, with the beginnings of what went in and out, where somebody keeps it. Control thread.

import type { HostMethod, HostMethods, Value } from '../../base/values.js';
import type { AgentService } from '../agents/agent-service.js';
import { successOf } from '../events/with-events.js';
import type { UsageObserver } from '../providers/usage-ledger.js';
import type { StepCall } from '../stores/session-store.js';
import { beginningOf } from './beginning.js';

/** Who takes the calls of a run; undefined where nobody does, and nothing is made of them then. */
export type CallsOf = (runId: string) => ((call: StepCall) => void) | undefined;

interface Recorded {
  readonly callsOf: CallsOf | undefined;
  readonly agents: Pick<AgentService, 'list'>;
}

/** The same methods. */
export function withCallRecords({ callsOf, agents }: Recorded, methods: HostMethods): HostMethods {
  if (callsOf === undefined) return methods;
  const nameOf = (id: Value): string => agents.list().find((agent) => agent.id === id)?.spec.name ?? textOf(id);
  const recorded = Object.entries(methods).map(([name, method]) => {
    if (name === 'tool.execute') return [name, recordedTool(callsOf, method)];
    if (name !== 'agent.execute' && name !== 'agent.stream') return [name, method];
    return [name, recording(callsOf, 'agent', nameOf, method)];
  });
  return Object.fromEntries(recorded) as HostMethods;
}

/** The execution of tools, for those that call it beside scripts. */
export function recordedTool(callsOf: CallsOf | undefined, execute: HostMethod): HostMethod {
  return callsOf === undefined ? execute : recording(callsOf, 'tool', textOf, execute);
}

/** Requests to models, told to another observer too. */
export function recordedModels(callsOf: CallsOf | undefined, observer: UsageObserver): UsageObserver {
  if (callsOf === undefined) return observer;
  return {
    began: (...request) => observer.began(...request),
    ended: (record) => {
      observer.ended(record);
      const { provider, model, runId = '', usage, failed, milliseconds } = record;
      callsOf(runId)?.({
        ...{ kind: 'model', name: `${provider}/${model}`, status: failed ? 'error' : 'ok' },
        ...{ startedAt: Math.round(Date.now() - milliseconds), durationMs: Math.round(milliseconds) },
        ...{ input: '', output: JSON.stringify(usage) },
      });
    },
  };
}

function textOf(named: Value): string {
  return typeof named === 'string' ? named : '';
}

function recording(
  callsOf: CallsOf,
  kind: StepCall['kind'],
  nameOf: (named: Value) => string,
  method: HostMethod,
): HostMethod {
  return async (args, context) => {
    const take = callsOf(context.runId);
    if (take === undefined) return method(args, context);
    const startedAt = Date.now();
    const call = { kind, name: nameOf(args[0]), startedAt, input: beginningOf(args[1]) };
    const tell = (status: StepCall['status'], output: Value): void =>
      take({ ...call, durationMs: Date.now() - startedAt, status, output: beginningOf(output) });
    try {
      const result = await method(args, context);
      tell(successOf(result) ? 'ok' : 'error', result);
      return result;
    } catch (error) {
      tell('error', error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}
