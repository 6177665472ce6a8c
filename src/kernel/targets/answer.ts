// How comm targets of the kernel answer: `{id, method, params}` by `{id, result}` or `{id, error}`. Control thread.

import type { Logger } from '../../base/log.js';
import { SpellError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { defaultTo, isObject, json, jsonObject, nonEmptyString, object, optional } from '../../protocol/schema.js';
import type { CommTarget } from '../comms.js';
import type { Exchange } from '../exchange.js';

const call = object({ id: optional(json), method: nonEmptyString, params: defaultTo(jsonObject, {}) });

export type Methods = Readonly<
  Record<string, (params: JsonObject, exchange: Exchange) => Promise<JsonValue> | JsonValue>
>;

/** A target with these methods. What they throw is answered; a defect is logged too. */
export function createTarget(name: string, methods: Methods, logger: Logger): CommTarget {
  return async (data, exchange) => {
    const id = isObject(data) ? (data['id'] ?? null) : null;
    try {
      const { method, params } = call.parse(data, 'data');
      if (!Object.hasOwn(methods, method)) throw unknownMethod(name, method, methods);
      return { id, result: await methods[method]!(params, exchange) };
    } catch (error) {
      return { id, error: errorFields(error, logger) };
    }
  };
}

function unknownMethod(name: string, method: string, methods: Methods): SpellError {
  return new SpellError('MESSAGE_UNKNOWN', `${name} has no method '${method}'`, {
    help: `the methods are ${Object.keys(methods).join(', ')}`,
  });
}

function errorFields(error: unknown, logger: Logger): JsonObject {
  if (error instanceof SpellError) return { code: error.code, message: error.message, help: error.help };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.log({ level: 'error', module: 'kernel', message: `a comm target met a defect: ${stack}` });
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
