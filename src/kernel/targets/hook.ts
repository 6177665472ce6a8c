// Comm target `llmspell.hook`: the hooks of the sessions of the kernel, for clients. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { JsonObject } from '../../protocol/schema.js';
import { nonEmptyString, object, optional } from '../../protocol/schema.js';
import { toJson } from '../../protocol/to-json.js';
import type { HookInspection } from '../../services/hooks/hook-inspection.js';
import type { Sessions } from '../sessions.js';
import type { Methods } from './answer.js';

const listing = object({ session: optional(nonEmptyString), point: optional(nonEmptyString) });
const one = object({ session: optional(nonEmptyString), id: nonEmptyString });
const some = object({ session: optional(nonEmptyString), id: optional(nonEmptyString) });

interface Place {
  readonly session: string;
  readonly hooks: HookInspection;
}

/** May throw `HOOK_*`, `SESSION_*` and the schemas' `MESSAGE_CONTENT`. */
export function hookMethods(sessions: Pick<Sessions, 'get' | 'list'>): Methods {
  const places = (session: string | undefined): readonly Place[] => {
    const asked = session === undefined ? sessions.list() : [sessions.get(session)];
    return asked.flatMap(({ name, hooks }) => (hooks === undefined ? [] : [{ session: name, hooks }]));
  };
  return {
    /** ({session?, point?}) -> {hooks}: of each session in the order in which they run */
    list: (params) => {
      const { session, point } = listing.parse(params, 'data.params');
      const found = places(session).flatMap((place) =>
        place.hooks.list(point).map((hook) => fields({ session: place.session, ...hook })),
      );
      return { hooks: found };
    },

    /** ({id, session?}) -> all that is known of it, with its session */
    show: (params) => {
      const { id, session } = one.parse(params, 'data.params');
      const found = places(session).flatMap((place) => {
        const hook = place.hooks.show(id);
        return hook === undefined ? [] : [{ session: place.session, ...hook }];
      });
      if (found.length > 1) throw ambiguous(id, found);
      return fields(found[0] ?? missing(id));
    },

    /** ({id?, session?}) -> {reset}: of how many the circuit breaker is closed again */
    reset: (params) => {
      const { id, session } = some.parse(params, 'data.params');
      const ids = (place: Place): readonly string[] =>
        id === undefined ? place.hooks.list(undefined).map((hook) => hook['id'] as string) : [id];
      const done = places(session).flatMap((place) => ids(place).filter((each) => place.hooks.reset(each)));
      if (id !== undefined && done.length === 0) missing(id);
      return { reset: done.length };
    },
  };
}

function fields(hook: Value): JsonObject {
  return toJson(hook) as JsonObject;
}

function missing(id: string): never {
  throw new SpellError('HOOK_NOT_FOUND', `there is no hook '${id}'`, {
    category: 'Hook error',
    help: 'llmspell hooks list shows those that are registered; a hook goes with its handle, and with its session',
  });
}

function ambiguous(id: string, found: readonly { readonly session: string }[]): SpellError {
  const names = found.map(({ session }) => session).join(', ');
  return new SpellError('HOOK_AMBIGUOUS', `several sessions have a hook '${id}': ${names}`, {
    category: 'Hook error',
    help: 'name the session: --session NAME',
  });
}
