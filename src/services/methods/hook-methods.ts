// What `Hook` reaches. The functions themselves stay with the engine. Control thread.

import { randomUUID } from 'node:crypto';
import type { CallContext, HostMethods, Value } from '../../base/values.js';
import { describeHook, listHooks, parsePriority, showHook, statsOf } from '../hooks/hook-views.js';
import type { Services } from '../services.js';
import { method } from './method.js';

export function hookMethods({ hooks, archive }: Services): HostMethods {
  const { registry } = hooks;
  const system = (point: 'SystemStartup' | 'SystemShutdown', call: CallContext, only?: string): Promise<unknown> => {
    const component = { type: 'system', name: 'session' };
    return hooks.fire(
      point,
      { component, correlationId: randomUUID(), metadata: { run_id: call.runId }, data: {} },
      call,
      only,
    );
  };
  const sessionEnd = async (id: string, call: CallContext): Promise<unknown> => {
    const session = await archive.sessions.get(id).catch(() => undefined);
    // Who has completed or deleted it has told the hooks.
    if (session === undefined || session.status === 'completed') return undefined;
    const [component, data] = [
      { type: 'session', name: id },
      { session_id: id, operation: 'complete' },
    ];
    return hooks.fire(
      'SessionEnd',
      { component, correlationId: randomUUID(), metadata: { run_id: call.runId }, data },
      call,
    );
  };
  return {
    /** (id): the system is up already when a script registers a hook */
    'hook.started': method('Hook.register', async (args, call) => {
      await system('SystemStartup', call, args.text(0));
      return undefined;
    }),

    /** (id?): the session ends, which its runs are kept in; nothing that a hook says changes that */
    'hook.shutdown': method('Hook.register', async (args, call) => {
      const id = args.optional(0);
      if (typeof id === 'string') await sessionEnd(id, call);
      await system('SystemShutdown', call);
      return undefined;
    }),

    /** (point, priority?) -> id */
    'hook.register': method('Hook.register', (args) => {
      return registry.register(args.text(0), parsePriority(args.optional(1))).id;
    }),

    /** (id) -> whether it was there */
    'hook.unregister': method('Hook.unregister', (args) => registry.unregister(args.text(0))),

    /** (point or {hook_point, language, priority, tag}?) -> array of {id, name, hook_point, priority, language, version} */
    'hook.list': method('Hook.list', (args) => {
      const first = args.optional(0);
      const filter = typeof first === 'string' ? { hook_point: first } : first === undefined ? {} : args.table(0);
      return listHooks(registry, filter).map(describeHook);
    }),

    /** (id) -> hook.list's fields, statistics, last executions and state of the breaker, or nil */
    'hook.inspect': method('Hook.inspect', (args): Value => {
      const hook = registry.find(args.text(0));
      return hook === undefined ? undefined : showHook(hook);
    }),

    /** (point?) -> {total_hooks, calls, errors, ..., hooks = {id = ...}} */
    'hook.stats': method('Hook.stats', (args) => {
      const first = args.optional(0);
      return statsOf(listHooks(registry, first === undefined ? {} : { hook_point: args.text(0) }));
    }),
  };
}
