// Says in the metadata of answers which run asked: it joins them with logs, hooks and reports. Control thread.

import type { HostMethod, HostMethods, Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';

const TELLING = ['agent.execute', 'agent.stream', 'agent.invoke_tool', 'tool.execute'];

/** The same methods; answers that are tables have `metadata.run_id`, and in a task `metadata.task`. */
export function withRunIds(methods: HostMethods): HostMethods {
  const telling = TELLING.flatMap((name) => {
    const method = methods[name];
    return method === undefined ? [] : [[name, tellingMethod(method)] as const];
  });
  return { ...methods, ...Object.fromEntries(telling) };
}

function tellingMethod(method: HostMethod): HostMethod {
  return async (args, call) => {
    const value = await method(args, call);
    if (!isValueObject(value)) return value;
    const known: Value = value['metadata'];
    const task = call.task === undefined ? {} : { task: call.task };
    return { ...value, metadata: { ...(isValueObject(known) ? known : {}), run_id: call.runId, ...task } };
  };
}
