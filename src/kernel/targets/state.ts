// Comm target `llmspell.state`: what scripts keep, for clients. Control thread.

import { SpellError } from '../../base/errors.js';
import { fromTagged, toTagged } from '../../base/tagged-json.js';
import type { Value } from '../../base/values.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  json,
  nonEmptyString,
  object,
  optional,
  positive,
  string,
} from '../../protocol/schema.js';
import { toJson } from '../../protocol/to-json.js';
import type { StateStore, StateSubscription } from '../../services/stores/state-store.js';
import type { Methods } from './answer.js';
import { Leases } from './leases.js';

const scoped = object({ scope: string });
const keyed = object({ scope: string, key: string, tagged: defaultTo(boolean, false) });
const valued = object({
  ...{ scope: string, key: string, value: json },
  ...{ tagged: defaultTo(boolean, false), ttlMs: optional(positive) },
});
const writes = object({ writes: array(object({ scope: string, key: string, value: optional(json) })) });
const watched = object({ scope: string, pattern: defaultTo(nonEmptyString, '*') });
const waiting = object({ id: nonEmptyString, timeoutMs: defaultTo(count, 0) });

/** May throw the store's `STATE_*` and the schemas' `MESSAGE_CONTENT`. */
export function stateMethods(state: StateStore): Methods {
  return { ...valueMethods(state), ...watchMethods(state) };
}

function valueMethods(state: StateStore): Methods {
  const key = (params: JsonObject): { scope: string; key: string; tagged: boolean } =>
    keyed.parse(params, 'data.params');
  return {
    /** ({scope, key, tagged?}) -> {value}: null where there is nothing */
    get: async (params) => {
      const { scope, key: name, tagged } = key(params);
      return { value: shown(await state.load(scope, name), tagged) };
    },

    /** ({scope, key, value, tagged?, ttlMs?}) -> {}; null deletes, and is answered as by delete */
    set: async (params) => {
      // A value of null is one that is there, to the schema it would be missing.
      if (params['value'] === null) return remove(state, key(params));
      const { scope, key: name, value, tagged, ttlMs } = valued.parse(params, 'data.params');
      await state.save(scope, name, tagged ? fromTagged(value) : value, undefined, ttlMs);
      return {};
    },

    /** ({scope, key}) -> {deleted}: whether there was something */
    delete: (params) => remove(state, key(params)),

    /** ({scope}) -> {keys} */
    keys: async (params) => ({ keys: await state.listKeys(scoped.parse(params, 'data.params').scope) }),

    /** () -> {scopes} */
    scopes: async () => ({ scopes: await state.listScopes() }),

    /** ({writes: [{scope, key, value}]}) -> {}; tagged values, all of them at once; what has no value is deleted */
    write: async (params) => {
      const all = writes.parse(params, 'data.params').writes.map(({ scope, key: name, value }) => {
        return { scope, key: name, value: value === undefined ? undefined : fromTagged(value) };
      });
      await state.commit({ reads: [], lists: [], writes: all });
      return {};
    },
  };
}

function watchMethods(state: StateStore): Methods {
  const watches = new Leases<StateSubscription>((subscription) => subscription.stop());
  return {
    /** ({scope, pattern?}) -> {id}: changes from now on, of keys that fit; both of * and ? */
    watch: async (params) => {
      const { scope, pattern } = watched.parse(params, 'data.params');
      return { id: watches.add(await state.subscribe(scope, pattern)) };
    },

    /** ({id, timeoutMs?}) -> {change: {scope, key, value}}, {missed: true}, or {} when none came in time */
    receive: async (params, _exchange, signal) => {
      const { id, timeoutMs } = waiting.parse(params, 'data.params');
      const subscription = watches.use(id, timeoutMs);
      if (subscription === undefined) throw forgotten(id);
      const change = await subscription.receive(timeoutMs, signal);
      if (change === undefined) return {};
      if (change === 'missed') return { missed: true };
      return { change: { scope: change.scope, key: change.key, value: shown(change.value, true) } };
    },

    /** ({id}) -> {stopped}: whether it was there */
    unwatch: (params) => ({ stopped: watches.remove(waiting.parse(params, 'data.params').id) }),
  };
}

function forgotten(id: string): SpellError {
  return new SpellError('STATE_SUBSCRIPTION', `No active subscription found: ${id}`, {
    category: 'Storage error',
    help: 'watch gives the id of a new one; it is forgotten when nobody asks for two minutes',
  });
}

function shown(value: Value, isTagged: boolean): JsonValue {
  return isTagged ? toTagged(value) : toJson(value);
}

async function remove(state: StateStore, { scope, key }: { scope: string; key: string }): Promise<JsonObject> {
  return { deleted: await state.delete(scope, key) };
}
