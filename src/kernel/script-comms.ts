// The host methods comm.*: comms as scripts open, use and close them. Control thread.

import { randomUUID } from 'node:crypto';
import type { CallContext, HostMethods, Value } from '../base/values.js';
import { SpellError } from '../base/errors.js';
import type { NotificationContent } from '../protocol/notifications.js';
import type { JsonObject } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import { toJson } from '../protocol/to-json.js';
import type { CommSession, Comms } from './comms.js';
import type { SessionOutput } from './output/session-output.js';
import type { RunOrigin } from './session-run.js';

export interface ScriptCommParts {
  readonly comms: Comms;
  readonly session: CommSession;
  readonly output: SessionOutput;
  readonly originOf: (runId: string) => RunOrigin | undefined;
  /** Resolves when what the script has written so far has been taken. */
  readonly earlierOutput: () => Promise<void>;
}

export function scriptCommMethods({ comms, session, output, originOf, earlierOutput }: ScriptCommParts): HostMethods {
  const send = async <T extends 'comm_open' | 'comm_msg' | 'comm_close'>(
    type: T,
    content: NotificationContent<T>,
    { runId }: CallContext,
    metadata: Value = {},
    buffers: Value = [],
  ): Promise<void> => {
    await earlierOutput();
    const parent = originOf(runId)?.parent;
    const options = { parent, metadata: jsonObjectOf(metadata), buffers: bytesOf(buffers) };
    await output.publishAtRate(type, content, options);
  };
  const openId = (id: Value): string => {
    if (typeof id === 'string' && comms.isOpen(session, id)) return id;
    throw new SpellError('COMM_CLOSED', 'the comm is closed', { help: 'open another one with Comm.open' });
  };
  return {
    /** (target, data, metadata, buffers) -> id */
    'comm.open': async ([target, data, metadata, buffers], context) => {
      const id = randomUUID();
      const name = textOf(target);
      comms.opened(session, id, name);
      await send('comm_open', { comm_id: id, target_name: name, data: toJson(data) }, context, metadata, buffers);
      return id;
    },

    /** (id, data, metadata, buffers) */
    'comm.send': async ([id, data, metadata, buffers], context) => {
      await send('comm_msg', { comm_id: openId(id), data: toJson(data) }, context, metadata, buffers);
      return undefined;
    },

    /** (id, data) */
    'comm.close': async ([id, data], context) => {
      const comm_id = openId(id);
      comms.closed(comm_id);
      await send('comm_close', { comm_id, data: toJson(data) }, context);
      return undefined;
    },

    /** (name) */
    'comm.register_target': ([name]) => {
      comms.registerTarget(session, textOf(name));
      return undefined;
    },

    /** (name) */
    'comm.unregister_target': ([name]) => {
      comms.unregisterTarget(session, textOf(name));
      return undefined;
    },
  };
}

function jsonObjectOf(value: Value): JsonObject {
  const json = toJson(value);
  return isObject(json) ? json : {};
}

/** The library of the engine has checked what scripts give it. */
function textOf(value: Value): string {
  if (typeof value !== 'string') throw new TypeError('a string is expected');
  return value;
}

function bytesOf(buffers: Value): Uint8Array[] {
  if (!Array.isArray(buffers)) return [];
  return (buffers as readonly Value[]).map((buffer) =>
    buffer instanceof Uint8Array ? buffer : Buffer.from(textOf(buffer)),
  );
}
