// Comm target `llmspell.session`: list, open, close and use the sessions of the kernel. Control thread.

import type { JsonObject } from '../../protocol/schema.js';
import { boolean, count, defaultTo, nonEmptyString, object, optional, positive } from '../../protocol/schema.js';
import type { OptionalSchema, Schema } from '../../protocol/schema.js';
import { SpellError } from '../../base/errors.js';
import type { SessionLimits, SessionStatus } from '../contract.js';
import type { Sessions } from '../sessions.js';
import type { Methods } from './answer.js';

const limits = object({
  memoryBytes: optional(count),
  timeMs: optional(count),
  outputBytes: optional(count),
  outputBytesPerSecond: optional(positive),
});

/** `false` takes a permission away, a list leaves of it what it names. */
const allowance: Schema<false | readonly string[]> = {
  label: 'false or array of strings',
  parse: (value, path) => {
    if (value === false) return false;
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
    throw new SpellError('MESSAGE_CONTENT', `${path} must be false or an array of strings`, { details: { path } });
  },
};
const narrowed: OptionalSchema<false | readonly string[]> = optional(allowance);

const narrowing = object({
  denyAll: optional(boolean),
  ...{ read: narrowed, write: narrowed, net: narrowed, run: narrowed, env: narrowed },
});

const named = object({ name: nonEmptyString });
const opening = object({ name: nonEmptyString, limits: defaultTo(limits, {}), permissions: optional(narrowing) });

/** @param defaults limits of sessions that are opened without; a client can only make them tighter */
export function sessionMethods(sessions: Sessions, defaults: SessionLimits): Methods {
  return {
    /** () -> {sessions: SessionStatus[]} */
    list: () => ({ sessions: sessions.list().map((session) => fields(session.status())) }),

    /** ({name, limits?, permissions?}) -> SessionStatus; the client goes on using the session that it had */
    open: (params) => {
      const { name, limits: wanted, permissions } = opening.parse(params, 'data.params');
      const spec = { name, limits: tighter(defaults, wanted) };
      const session = sessions.open(permissions === undefined ? spec : { ...spec, permissions });
      return fields(session.status());
    },

    /** ({name}) -> {closed: name}; what runs there is ended */
    close: async (params) => {
      const { name } = named.parse(params, 'data.params');
      await sessions.close(name);
      return { closed: name };
    },

    /** ({name}) -> SessionStatus; requests of this client are for this session from now on */
    use: (params, { client }) => {
      const session = sessions.get(named.parse(params, 'data.params').name);
      client.session = session.name;
      return fields(session.status());
    },
  };
}

function tighter(defaults: SessionLimits, wanted: SessionLimits): SessionLimits {
  const names = ['memoryBytes', 'timeMs', 'outputBytes', 'outputBytesPerSecond'] as const;
  const values = names.map((name) => [name, Math.min(defaults[name] ?? Infinity, wanted[name] ?? Infinity)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== Infinity));
}

function fields(status: SessionStatus): JsonObject {
  const { hooks, retrieval, record } = status;
  return {
    ...status,
    hooks: { ...hooks },
    retrieval: { ...retrieval },
    record: record === null ? null : { ...record },
  };
}
