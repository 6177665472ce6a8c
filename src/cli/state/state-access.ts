// The state that a command works on: the store itself, or that of a kernel that runs. Control thread.

import { silentLogger } from '../../base/log.js';
import { fromTagged, toTagged } from '../../base/tagged-json.js';
import type { Disposable } from '../../base/disposable.js';
import type { Value } from '../../base/values.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import type { StateChange, StateStore, StateWrite } from '../../services/stores/state-store.js';
import type { CliOptions } from '../options.js';

export type Change = Omit<StateChange, 'version'>;

export interface StateAccess extends Disposable {
  load(scope: string, key: string): Promise<Value>;
  save(scope: string, key: string, value: Value, ttlMs: number | undefined): Promise<void>;
  delete(scope: string, key: string): Promise<boolean>;
  listKeys(scope: string): Promise<readonly string[]>;
  listScopes(): Promise<readonly string[]>;
  /** All at once. */
  write(writes: readonly StateWrite[]): Promise<void>;
  /** Waits for changes from now on; each call of what it gives waits for the next, `missed` where some could not be told. */
  watch(scope: string, pattern: string): Promise<(signal: AbortSignal) => Promise<Change | 'missed'>>;
}

/** @throws SpellError `CONFIG_*` and `STATE_*`, or `KERNEL_*` */
export async function openState(options: CliOptions): Promise<StateAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const { linkRunning } = await import('../link-running.js');
    const link = await linkRunning(options.connect, options, silentLogger);
    return ofKernel(link.client);
  }
  const [{ loadConfig }, { configSource }, { SqliteStateStore }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
    import('../../services/stores/sqlite-state-store.js'),
  ]);
  const config = await loadConfig(configSource(options));
  return ofStore(await SqliteStateStore.open(config.state.directory.value));
}

/** One wait of a watch; it goes on with the next. */
const WAIT_MS = 25_000;

function ofStore(store: StateStore): StateAccess {
  return {
    load: (scope, key) => store.load(scope, key),
    save: (scope, key, value, ttlMs) => store.save(scope, key, value, undefined, ttlMs),
    delete: (scope, key) => store.delete(scope, key),
    listKeys: (scope) => store.listKeys(scope),
    listScopes: () => store.listScopes(),
    write: async (writes) => {
      await store.commit({ reads: [], lists: [], writes });
    },
    watch: async (scope, pattern) => {
      const subscription = await store.subscribe(scope, pattern);
      return (signal) => untilSome(() => subscription.receive(WAIT_MS, signal));
    },
    dispose: () => store.dispose(),
  };
}

function ofKernel(client: KernelClient): StateAccess {
  const call = async (method: string, params: JsonObject = {}): Promise<JsonObject> => {
    const { callTarget } = await import('../../client/call-target.js');
    return (await callTarget(client.comms, COMM_TARGETS.state, method, params)) as JsonObject;
  };
  return {
    load: async (scope, key) => fromTagged((await call('get', { scope, key, tagged: true }))['value']) ?? undefined,
    save: async (scope, key, value, ttlMs) => {
      const ttl = ttlMs === undefined ? {} : { ttlMs };
      await call('set', { scope, key, value: toTagged(value), tagged: true, ...ttl });
    },
    delete: async (scope, key) => (await call('delete', { scope, key }))['deleted'] === true,
    listKeys: async (scope) => (await call('keys', { scope }))['keys'] as readonly string[],
    listScopes: async () => (await call('scopes'))['scopes'] as readonly string[],
    write: async (writes) => {
      const all = writes.map(({ scope, key, value }) => {
        return { scope, key, ...(value !== undefined && { value: toTagged(value) }) };
      });
      await call('write', { writes: all });
    },
    watch: async (scope, pattern) => {
      const { id } = await call('watch', { scope, pattern });
      return (signal) =>
        untilSome(async () => received(await call('receive', { id: id!, timeoutMs: WAIT_MS }), signal));
    },
    dispose: () => client.dispose(),
  };
}

async function untilSome<T>(receive: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const received = await receive();
    if (received !== undefined) return received;
  }
}

function received({ change, missed }: JsonObject, signal: AbortSignal): Change | 'missed' | undefined {
  signal.throwIfAborted();
  if (missed === true) return 'missed';
  if (change === undefined) return undefined;
  const { scope, key, value } = change as { readonly scope: string; readonly key: string; readonly value: JsonValue };
  const plain = fromTagged(value) ?? undefined;
  return { scope, key, ...(plain !== undefined && { value: plain }) };
}
