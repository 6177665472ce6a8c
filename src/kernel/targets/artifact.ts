// Comm target `llmspell.artifact`: what has come of kept sessions. Control thread.

import { fromTagged } from '../../base/tagged-json.js';
import type { JsonValue } from '../../protocol/schema.js';
import {
  array,
  count,
  defaultTo,
  json,
  nonEmptyString,
  object,
  optional,
  record,
  string,
} from '../../protocol/schema.js';
import type { EventBus } from '../../services/events/event-bus.js';
import type { ShownArtifacts } from '../../services/sessions/shown-artifacts.js';
import type { ValueObject } from '../../services/value-kinds.js';
import type { Methods } from './answer.js';
import { present, tagged } from './kept-session.js';

const queried = object({
  ...{ session: optional(nonEmptyString), type: optional(nonEmptyString), namePattern: optional(nonEmptyString) },
  ...{ tags: optional(array(string)), createdAfter: optional(count), createdBefore: optional(count) },
  ...{ minSize: optional(count), maxSize: optional(count), limit: optional(count) },
});
const listed = object({ session: nonEmptyString });
const identified = object({ session: nonEmptyString, sequence: count });
const stored = object({
  ...{ session: nonEmptyString, name: nonEmptyString, type: defaultTo(nonEmptyString, 'user_input'), content: json },
  ...{ description: optional(string), mimeType: optional(nonEmptyString), tags: optional(array(string)) },
  ...{ custom: optional(record(json)), createdBy: optional(string) },
});

/** May throw the store's `STATE_*`, `SESSION_NOT_FOUND` and `ARTIFACT_*`, and the schemas' `MESSAGE_CONTENT`. */
export function artifactMethods(artifacts: ShownArtifacts, events: EventBus): Methods {
  return {
    /** ({session?, type?, namePattern?, tags?, createdAfter?, createdBefore?, minSize?, maxSize?, limit?}) -> {artifacts} */
    query: async (params) => {
      return tagged({ artifacts: await artifacts.query(present(queried.parse(params, 'data.params'))) });
    },

    /** ({session}) -> {artifacts} */
    list: async (params) => tagged({ artifacts: await artifacts.query(listed.parse(params, 'data.params')) }),

    /** ({session, sequence}) -> {metadata, content}; the content as tagged bytes */
    get: async (params) => {
      const { session, sequence } = identified.parse(params, 'data.params');
      return tagged(await artifacts.get(session, sequence));
    },

    /** ({session, name, content, type?, description?, mimeType?, tags?, custom?, createdBy?}) -> {metadata} */
    put: async (params) => {
      const { session, content, custom, ...draft } = stored.parse(params, 'data.params');
      const fields = custom === undefined ? {} : { custom: fromTagged(custom) as ValueObject };
      const metadata = await artifacts.put(session, { ...present(draft), ...fields }, bytesOf(content));
      const { id, artifact_type, name } = metadata;
      events.tell('artifact.stored', () => ({ data: { ...(id as ValueObject), artifact_type, name } }));
      return tagged({ metadata });
    },

    /** ({session, sequence}) -> {} */
    delete: async (params) => {
      const { session, sequence } = identified.parse(params, 'data.params');
      await artifacts.delete({ session, sequence });
      events.tell('artifact.deleted', () => ({ data: { session_id: session, sequence } }));
      return {};
    },
  };
}

/** Text is UTF-8, tagged bytes are what they are, and all else is JSON. */
function bytesOf(content: JsonValue): Uint8Array {
  const value = fromTagged(content);
  return value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(content));
}
