// Comm target `llmspell.session`, the part of sessions that are kept: what was run, also by kernels that have gone. Control thread.

import { toTagged } from '../../base/tagged-json.js';
import type { Value } from '../../base/values.js';
import type { JsonObject } from '../../protocol/schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  nonEmptyString,
  object,
  oneOf,
  optional,
  string,
} from '../../protocol/schema.js';
import type { EventBus } from '../../services/events/event-bus.js';
import type { ShownSessions } from '../../services/sessions/shown-sessions.js';
import type { ValueObject } from '../../services/value-kinds.js';
import type { Methods } from './answer.js';

const queried = object({
  name: optional(nonEmptyString),
  tags: optional(array(string)),
  status: optional(oneOf('active', 'suspended', 'completed', 'failed', 'archived')),
  limit: optional(count),
});
const drafted = object({
  name: optional(nonEmptyString),
  description: optional(string),
  tags: optional(array(string)),
});
const named = object({ name: nonEmptyString });
const ranged = object({ name: nonEmptyString, from: optional(count), to: optional(count) });
const searched = object({ text: string, session: optional(nonEmptyString), limit: optional(count) });
const imported = object({
  document: nonEmptyString,
  place: defaultTo(string, 'the document'),
  copy: defaultTo(boolean, false),
});

/**
 * They may throw the store's `STATE_*` and `SESSION_*`, and the schemas' `MESSAGE_CONTENT`.
 *
 * @param written resolves when what has been run so far is kept, so that who asks finds it
 */
export function keptSessionMethods(kept: ShownSessions, events: EventBus, written: () => Promise<void>): Methods {
  const methods = ofKept(kept, (type, data) => events.tell(type, () => ({ data })));
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, async (...args) => written().then(() => method(...args))]),
  );
}

function ofKept(kept: ShownSessions, tell: (type: string, data: ValueObject) => void): Methods {
  return {
    /** ({name?, tags?, status?, limit?}) -> {sessions, damaged}; the newest first */
    kept: async (params) => tagged(await kept.list(present(queried.parse(params, 'data.params')))),

    /** ({name, from?, to?}) -> {session, steps, damaged, artifacts}; by id, name, or the beginning of an id, as all of these */
    show: async (params) => {
      const { name, from, to } = ranged.parse(params, 'data.params');
      return tagged(await kept.show(name, from, to));
    },

    /** ({text, session?, limit?}) -> {steps}; the newest first */
    search: async (params) => {
      const { text, ...query } = searched.parse(params, 'data.params');
      return tagged({ steps: await kept.search(text, present(query)) });
    },

    /** ({name?, description?, tags?}) -> {id} */
    create: async (params) => {
      const draft = present(drafted.parse(params, 'data.params'));
      const id = await kept.create(draft);
      tell('session.created', present({ session_id: id, name: draft.name }));
      return { id };
    },

    /** ({name}) -> {id}; with its steps and artifacts */
    delete: async (params) => {
      const id = await kept.delete(named.parse(params, 'data.params').name);
      tell('session.deleted', { session_id: id });
      return { id };
    },

    /** ({name}) -> {document, damaged} */
    export: async (params) => tagged(await kept.export(named.parse(params, 'data.params').name)),

    /** ({document, place?, copy?}) -> {id} */
    import: async (params) => {
      const { document, place, copy } = imported.parse(params, 'data.params');
      const id = await kept.import(document, place, copy);
      tell('session.imported', { session_id: id });
      return { id };
    },
  };
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what was left out. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

export function tagged(fields: object): JsonObject {
  return toTagged(fields as unknown as Value) as JsonObject;
}
