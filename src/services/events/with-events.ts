// Tells what tools, agents, workflows, retrieval, state and sessions do: when they start, and how they have ended. Control thread.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { CallContext, HostMethod, HostMethods, Value } from '../../base/values.js';
import type { Services } from '../services.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ScriptEvents } from './script-events.js';
import { sessionEvents } from './session-events.js';

type Args = readonly Value[];
type Told = Pick<Services, 'scriptEvents' | 'agents' | 'scriptState'>;

/** The same methods. Where nobody has subscribed, telling costs next to nothing. */
export function withEvents(services: Told, methods: HostMethods): HostMethods {
  const { scriptEvents: events } = services;
  const all: Readonly<Record<string, (method: HostMethod) => HostMethod>> = {
    'tool.execute': (method) => telling(events, 'tool', ([tool]) => ({ tool }), method),
    'agent.execute': (method) => telling(events, 'agent', agentOf(services), method),
    'agent.stream': (method) => telling(events, 'agent', agentOf(services), method),
    'workflow.execute': (method) => telling(events, 'workflow', workflowOf, method),
    'rag.ingest': (method) => telling(events, 'retrieval.ingest', () => ({}), method, ingestedOf),
    'rag.search': (method) => telling(events, 'retrieval.search', () => ({}), method, foundOf),
    'state.save': (method) => tellingState(events, 'save', method),
    'state.delete': (method) => tellingState(events, 'delete', method, (result) => result === true),
    'state.increment': (method) => tellingState(events, 'increment', method),
    'state.compare_and_set': (method) => tellingState(events, 'compare_and_set', method, (result) => result === true),
    'state.commit': (method) => tellingCommit(services, method),
    ...sessionEvents(events),
  };
  const told = Object.entries(all).flatMap(([name, tell]) => {
    const method = methods[name];
    return method === undefined ? [] : [[name, tell(method)]];
  });
  return { ...methods, ...(Object.fromEntries(told) as HostMethods) };
}

/** The execution of tools with their events, for those that call it beside scripts. */
export function withToolEvents(events: ScriptEvents, execute: HostMethod): HostMethod {
  return telling(events, 'tool', ([tool]) => ({ tool }), execute);
}

const MOMENTS = ['started', 'completed', 'failed'] as const;

/** `what.started`, then `what.completed` or `what.failed`, with a correlation id of their own. */
function telling(
  events: ScriptEvents,
  what: string,
  about: (args: Args) => ValueObject,
  method: HostMethod,
  outcome: (result: Value) => ValueObject = (result) => ({ success: successOf(result) }),
): HostMethod {
  const [started, completed, failed] = MOMENTS.map((moment) => `${what}.${moment}`) as [string, string, string];
  return async (args, call) => {
    const correlationId = randomUUID();
    const begun = performance.now();
    const tell = (type: string, more: () => ValueObject): void =>
      events.tell(type, call, () => ({ correlationId, data: compact({ ...about(args), ...more() }) }));
    const duration = (): number => Math.round((performance.now() - begun) * 1000) / 1000;
    tell(started, () => ({}));
    try {
      const result = await method(args, call);
      tell(completed, () => ({ duration_ms: duration(), ...outcome(result) }));
      return result;
    } catch (error) {
      tell(failed, () => ({ duration_ms: duration(), error: errorFields(error) }));
      throw error;
    }
  };
}

/** What an output table says of itself; a tool may answer that it has not succeeded. */
export function successOf(result: Value): boolean {
  return !(isValueObject(result) && result['success'] === false);
}

export function errorFields(error: unknown): ValueObject {
  const message = error instanceof Error ? error.message : String(error);
  return compact({ message, code: error instanceof SpellError ? error.code : undefined });
}

function agentOf({ agents }: Pick<Services, 'agents'>): (args: Args) => ValueObject {
  return ([id]) => ({ agent: agents.list().find((agent) => agent.id === id)?.spec.name, agent_id: id });
}

function workflowOf([workflow]: Args): ValueObject {
  if (!isValueObject(workflow)) return {};
  return { workflow: workflow['name'], workflow_id: workflow['id'], workflow_type: workflow['type'] };
}

function ingestedOf(result: Value): ValueObject {
  if (!isValueObject(result)) return {};
  return {
    documents: result['documents_processed'],
    unchanged: result['documents_unchanged'],
    chunks: result['chunks_created'],
  };
}

function foundOf(result: Value): ValueObject {
  return isValueObject(result) ? { results: result['total'] } : {};
}

function tellingState(
  events: ScriptEvents,
  operation: string,
  method: HostMethod,
  isDone: (result: Value) => boolean = () => true,
): HostMethod {
  return async (args, call) => {
    const result = await method(args, call);
    if (isDone(result)) tellChange(events, call, { scope: args[0], key: args[1], operation });
    return result;
  };
}

function tellingCommit({ scriptEvents: events, scriptState }: Told, method: HostMethod): HostMethod {
  return async (args, call) => {
    const [id] = args;
    const isWanted = events.bus.isWanted(STATE_CHANGED) && typeof id === 'string';
    const written = isWanted ? scriptState.transaction(id).written : [];
    const result = await method(args, call);
    if (result !== undefined) {
      for (const { scope, key, value } of written) {
        tellChange(events, call, { scope, key, operation: value === undefined ? 'delete' : 'save' });
      }
    }
    return result;
  };
}

const STATE_CHANGED = 'state.changed';

function tellChange(events: ScriptEvents, call: CallContext, data: ValueObject): void {
  events.tell(STATE_CHANGED, call, () => ({ data }));
}
