// Tells what scripts do with kept sessions and artifacts, when it is done. Control thread.

import type { HostMethod, Value } from '../../base/values.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ScriptEvents } from './script-events.js';

interface Told {
  readonly type: string;
  readonly data: (args: readonly Value[], result: Value) => ValueObject;
}

const ofSession = (type: string): Told => ({ type, data: ([id]) => ({ session_id: id }) });

const stored = (type: Value, name: Value, result: Value): ValueObject =>
  compact({ ...(isValueObject(result) ? result : {}), artifact_type: type, name });

const TOLD: Readonly<Record<string, Told>> = {
  'session.create': {
    type: 'session.created',
    data: ([options], id) => compact({ session_id: id, name: isValueObject(options) ? options['name'] : undefined }),
  },
  'session.save': ofSession('session.saved'),
  'session.suspend': ofSession('session.suspended'),
  'session.resume': ofSession('session.resumed'),
  'session.complete': ofSession('session.completed'),
  'session.delete': ofSession('session.deleted'),
  'session.replay': {
    type: 'session.replayed',
    data: ([id], result) => {
      const { correlation_id, successful_replays, failed_replays } = isValueObject(result) ? result : {};
      return { session_id: id, correlation_id, successful_replays, failed_replays };
    },
  },
  'artifact.store': {
    type: 'artifact.stored',
    data: ([, type, name], result) => stored(type, name, result),
  },
  'artifact.store_file': {
    type: 'artifact.stored',
    data: ([, path, type], result) => ({ ...stored(type, undefined, result), path }),
  },
  'artifact.delete': {
    type: 'artifact.deleted',
    data: ([session, id]) => ({ session_id: session, ...(isValueObject(id) ? id : {}) }),
  },
};

/** The methods around which something is told, by their names. */
export function sessionEvents(events: ScriptEvents): Readonly<Record<string, (method: HostMethod) => HostMethod>> {
  return Object.fromEntries(
    Object.entries(TOLD).map(([name, { type, data }]) => [
      name,
      (method: HostMethod): HostMethod =>
        async (args, call) => {
          const result = await method(args, call);
          events.tell(type, call, () => ({ data: data(args, result) }));
          return result;
        },
    ]),
  );
}
