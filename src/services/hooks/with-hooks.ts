// Puts hooks around the host methods that they are for. Where none is registered a method is called as it is. Control thread.

import type { CallContext, HostMethod, HostMethods, Value } from '../../base/values.js';
import type { Services } from '../services.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { HookService } from './hook-service.js';
import { performWithHooks, type Points } from './operation.js';
import { SESSIONS } from './session-hooks.js';

type Args = readonly Value[];

/** How hooks see the arguments of a method, and how what they have made of them becomes arguments again. */
export interface Hooked {
  readonly points: Points;
  readonly type: string;
  readonly name: (args: Args) => string;
  readonly data: (args: Args) => ValueObject;
  readonly args: (args: Args, data: ValueObject) => Args;
  /** Only where another one can take its place. */
  readonly redirected?: (args: Args, target: string) => Args;
}

/** The methods with hooks around those that have hook points. */
export function withHooks(services: Pick<Services, 'hooks' | 'agents'>, methods: HostMethods): HostMethods {
  const all: Readonly<Record<string, Hooked>> = {
    ...TOOLS,
    ...STATE,
    ...CONFLICTS,
    ...WORKFLOWS,
    ...EVENTS,
    ...CONFIGURATION,
    ...MIGRATIONS,
    ...SESSIONS,
    ...ofAgents(services),
  };
  const hooked = Object.entries(all).flatMap(([name, how]) => {
    const method = methods[name];
    return method === undefined ? [] : [[name, hookedMethod(services.hooks, how, method)]];
  });
  return { ...methods, ...(Object.fromEntries(hooked) as HostMethods) };
}

/** The execution of tools with their hooks, for those that call it beside scripts. */
export function withToolHooks(hooks: HookService, execute: HostMethod): HostMethod {
  return hookedMethod(hooks, TOOL_EXECUTION, execute);
}

function hookedMethod(hooks: HookService, how: Hooked, method: HostMethod): HostMethod {
  const { before, after, error } = how.points;
  const points = [...before, ...(after === undefined ? [] : [after]), ...(error === undefined ? [] : [error])];
  return (args, call) => {
    if (!points.some((point) => hooks.isAwaited(point, call))) return method(args, call);
    return performHooked(hooks, how, method, args, call);
  };
}

function performHooked(
  hooks: HookService,
  { points, type, name, data, args: toArgs, redirected }: Hooked,
  method: HostMethod,
  args: Args,
  call: CallContext,
): Promise<Value> {
  const operation = {
    points,
    component: { type, name: name(args) },
    data: data(args),
    canRedirect: redirected !== undefined,
    perform: (changed: ValueObject, target: string | undefined) => {
      const made = toArgs(args, changed);
      return method(target === undefined || redirected === undefined ? made : redirected(made, target), call);
    },
  };
  return performWithHooks(hooks, operation, call);
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : '');

const TOOL_EXECUTION: Hooked = {
  points: {
    before: ['BeforeToolExecution', 'ToolValidation'],
    after: 'AfterToolExecution',
    error: 'ToolError',
  },
  type: 'tool',
  name: ([name]) => textOf(name),
  data: ([, parameters]) => ({ parameters }),
  args: ([name], { parameters }) => [name, parameters],
  redirected: ([, ...rest], target) => [target, ...rest],
};

const TOOLS: Readonly<Record<string, Hooked>> = {
  'tool.execute': TOOL_EXECUTION,
  'tool.list': discovery(),
  'tool.discover': discovery(),
};

function discovery(): Hooked {
  return {
    points: { before: ['BeforeToolDiscovery'], after: 'AfterToolDiscovery' },
    type: 'tool',
    name: () => '',
    data: ([filter]) => ({ filter }),
    args: (args, { filter }) => (args.length === 0 && filter === undefined ? [] : [filter]),
  };
}

const WORKFLOWS: Readonly<Record<string, Hooked>> = {
  'workflow.execute': {
    points: { before: ['BeforeWorkflowStart'], after: 'AfterWorkflowComplete', error: 'WorkflowError' },
    type: 'workflow',
    name: ([workflow]) => (isValueObject(workflow) ? textOf(workflow['name']) : ''),
    data: ([, input]) => ({ input }),
    args: ([workflow], { input }) => [workflow, input],
  },
};

/** Of a store, and of a transaction, whose id comes before the scope. */
const STATE: Readonly<Record<string, Hooked>> = { ...ofState('state.', 0), ...ofState('state.tx.', 1) };

function ofState(prefix: string, hidden: number): Readonly<Record<string, Hooked>> {
  const scopeAndKey = (args: Args): ValueObject => ({ scope: args[hidden], key: args[hidden + 1] });
  const name = (args: Args): string => `${textOf(args[hidden])}:${textOf(args[hidden + 1])}`;
  const changed = (args: Args, { scope, key }: ValueObject, rest: Args): Args => [
    ...args.slice(0, hidden),
    scope,
    key,
    ...rest,
  ];
  const write = (operation: string, value?: number): Hooked => ({
    points: { before: ['BeforeStateWrite'], after: 'AfterStateWrite' },
    type: 'state',
    name,
    data: (args) => ({
      ...scopeAndKey(args),
      ...(value !== undefined && { value: args[hidden + value] }),
      operation,
    }),
    args: (args, data) => {
      const rest = args.slice(hidden + 2);
      // Whether a value was given at all is for the method to say.
      if (value !== undefined && value < args.length - hidden) rest[value - 2] = data['value'];
      return changed(args, data, rest);
    },
  });
  return {
    [`${prefix}load`]: {
      points: { before: ['BeforeStateRead'], after: 'AfterStateRead' },
      type: 'state',
      name,
      data: scopeAndKey,
      args: (args, data) => changed(args, data, args.slice(hidden + 2)),
    },
    [`${prefix}save`]: write('save', 2),
    [`${prefix}delete`]: write('delete'),
    [`${prefix}increment`]: write('increment', 2),
    [`${prefix}compare_and_set`]: write('compare_and_set', 3),
  };
}

const CONFLICTS: Readonly<Record<string, Hooked>> = {
  'state.retry': {
    points: { before: ['StateConflict'] },
    type: 'state',
    name: () => '',
    data: ([tries]) => ({ tries }),
    args: (args) => args,
  },
};

/** What scripts change of the configuration holds in their session. */
const CONFIGURATION: Readonly<Record<string, Hooked>> = {
  'config.addAllowedPath': change('addAllowedPath'),
  'config.restoreSnapshot': change('restoreSnapshot'),
};

function change(operation: string): Hooked {
  return {
    points: { before: ['ConfigurationChange'] },
    type: 'configuration',
    name: () => operation,
    data: ([value]) => ({ operation, value }),
    args: (_args, { value }) => [value],
  };
}

/** One step to a version, in the transaction that does it. */
const MIGRATIONS: Readonly<Record<string, Hooked>> = {
  'state.tx.reach': {
    points: { before: ['StateMigration'] },
    type: 'state',
    name: ([, version]) => textOf(version),
    data: ([, version]) => ({ version }),
    args: (args) => args,
  },
};

const EVENTS: Readonly<Record<string, Hooked>> = {
  'event.publish': {
    points: { before: ['BeforeEventEmit'], after: 'AfterEventEmit', error: 'EventHandlerError' },
    type: 'event',
    name: ([type]) => textOf(type),
    data: ([event_type, data, options]) => ({ event_type, data, options }),
    args: (_args, { event_type, data, options }) => [event_type, data, options],
  },
};

function ofAgents({ agents }: Pick<Services, 'agents'>): Readonly<Record<string, Hooked>> {
  /** Whoever calls an agent that is gone is told by the method. */
  const name = ([id]: Args): string => agents.list().find((agent) => agent.id === id)?.spec.name ?? '';
  const execution: Hooked = {
    points: { before: ['BeforeAgentExecution'], after: 'AfterAgentExecution', error: 'AgentError' },
    type: 'agent',
    name,
    data: ([, input]) => ({ input }),
    args: ([id, , ...rest], { input }) => [id, input, ...rest],
    redirected: ([, ...rest], target) => [agents.findByName(target)?.id ?? target, ...rest],
  };
  return {
    'agent.create': {
      points: { before: ['BeforeAgentInit'], after: 'AfterAgentInit', error: 'AgentError' },
      type: 'agent',
      name: ([spec]) => (isValueObject(spec) ? textOf(spec['name']) : ''),
      data: ([config]) => ({ config }),
      args: (_args, { config }) => [config],
    },
    'agent.execute': execution,
    'agent.stream': execution,
    'agent.destroy': {
      points: { before: ['BeforeAgentShutdown'], after: 'AfterAgentShutdown' },
      type: 'agent',
      name,
      data: () => ({}),
      args: (args) => args,
    },
  };
}
