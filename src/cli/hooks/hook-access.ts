// The hooks of a kernel that runs. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { silentLogger } from '../../base/log.js';
import { callTarget } from '../../client/call-target.js';
import type { JsonObject } from '../../protocol/schema.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import { linkRunning } from '../link-running.js';
import type { CliOptions } from '../options.js';

export interface HookEntry extends JsonObject {
  readonly session: string;
  readonly id: string;
  readonly hook_point: string;
  readonly priority: string | number;
  readonly breaker: string;
  readonly stats: { readonly calls: number; readonly errors: number; readonly average_ms: number };
}

export interface HookAccess extends Disposable {
  list(session: string | undefined, point: string | undefined): Promise<readonly HookEntry[]>;
  show(session: string | undefined, id: string): Promise<JsonObject>;
  /** Of how many the circuit breaker is closed again. */
  reset(session: string | undefined, id: string | undefined): Promise<number>;
}

/** @throws SpellError `KERNEL_*` */
export async function openHooks(address: string, options: CliOptions): Promise<HookAccess> {
  // The session is looked at, not opened.
  const { client } = await linkRunning(address, { ...options, session: undefined }, silentLogger);
  const call = async (method: string, params: Readonly<Record<string, string | undefined>>): Promise<JsonObject> => {
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as JsonObject;
    return (await callTarget(client.comms, COMM_TARGETS.hook, method, given)) as JsonObject;
  };
  return {
    list: async (session, point) =>
      (await call('list', { session, point }))['hooks'] as unknown as readonly HookEntry[],
    show: (session, id) => call('show', { session, id }),
    reset: async (session, id) => (await call('reset', { session, id }))['reset'] as number,
    dispose: () => client.dispose(),
  };
}
