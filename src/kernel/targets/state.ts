// Comm target `llmspell.state`: what scripts keep, for clients. Control thread.

import type { JsonObject } from '../../protocol/schema.js';
import { json, nonEmptyString, object } from '../../protocol/schema.js';
import { toJson } from '../../protocol/to-json.js';
import type { StateStore } from '../../services/stores/state-store.js';
import type { Methods } from './answer.js';

const scoped = object({ scope: nonEmptyString });
const keyed = object({ scope: nonEmptyString, key: nonEmptyString });
const valued = object({ scope: nonEmptyString, key: nonEmptyString, value: json });

/** May throw the store's `STATE_*` and the schemas' `MESSAGE_CONTENT`. */
export function stateMethods(state: StateStore): Methods {
  const key = (params: JsonObject): { scope: string; key: string } => keyed.parse(params, 'data.params');
  return {
    /** ({scope, key}) -> {value}: null where there is nothing */
    get: async (params) => {
      const { scope, key: name } = key(params);
      return { value: toJson(await state.load(scope, name)) };
    },

    /** ({scope, key, value}) -> {}; null deletes, and is answered as by delete */
    set: async (params) => {
      // A value of null is one that is there, to the schema it would be missing.
      if (params['value'] === null) return remove(state, key(params));
      const { scope, key: name, value } = valued.parse(params, 'data.params');
      await state.save(scope, name, value);
      return {};
    },

    /** ({scope, key}) -> {deleted}: whether there was something */
    delete: (params) => remove(state, key(params)),

    /** ({scope}) -> {keys} */
    keys: async (params) => ({ keys: await state.listKeys(scoped.parse(params, 'data.params').scope) }),
  };
}

async function remove(state: StateStore, { scope, key }: { scope: string; key: string }): Promise<JsonObject> {
  return { deleted: await state.delete(scope, key) };
}
