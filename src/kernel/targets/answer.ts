// How comm targets of the kernel answer: `{id, method, params}` by `{id, result}` or `{id, error}`. Control thread.

import type { Logger } from '../../base/log.js';
import { SpellError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { defaultTo, isObject, json, jsonObject, nonEmptyString, object, optional } from '../../protocol/schema.js';
import type { CommTarget } from '../comms.js';
import type { Exchange } from '../exchange.js';

const call = object({ id: optional(json), method: nonEmptyString, params: defaultTo(jsonObject, {}) });
const cancelled = object({ id: json });

/** The signal is aborted when the client no longer wants the answer. */
type Method = (params: JsonObject, exchange: Exchange, signal: AbortSignal) => Promise<JsonValue> | JsonValue;
export type Methods = Readonly<Record<string, Method>>;

/**
 * A target with these methods, and `cancel`. What they throw is answered; a defect is logged too.
 *
 * @param ending aborted when nothing is answered any more
 */
export function createTarget(name: string, methods: Methods, logger: Logger, ending: AbortSignal): CommTarget {
  const calls = new RunningCalls(ending);
  const all: Methods = { ...methods, cancel: (params, exchange) => ({ cancelled: calls.cancel(params, exchange) }) };
  return async (data, exchange) => {
    const id = isObject(data) ? (data['id'] ?? null) : null;
    const { signal, end } = calls.begin(id, exchange);
    try {
      const { method, params } = call.parse(data, 'data');
      if (!Object.hasOwn(all, method)) throw unknownMethod(name, method, all);
      return { id, result: await all[method]!(params, exchange, signal) };
    } catch (error) {
      return { id, error: errorFields(signal.aborted ? signal.reason : error, logger) };
    } finally {
      end();
    }
  };
}

/** Calls that are being answered, by comm and id. */
class RunningCalls {
  private readonly running = new Map<string, AbortController>();

  constructor(ending: AbortSignal) {
    ending.addEventListener('abort', () => {
      for (const controller of this.running.values()) controller.abort(ending.reason);
    });
  }

  begin(id: JsonValue, exchange: Exchange): { readonly signal: AbortSignal; readonly end: () => void } {
    const controller = new AbortController();
    const place = placeOf(id, exchange);
    this.running.set(place, controller);
    const end = (): void => {
      if (this.running.get(place) === controller) this.running.delete(place);
    };
    return { signal: controller.signal, end };
  }

  /** Whether it was still going on. */
  cancel(params: JsonObject, exchange: Exchange): boolean {
    const found = this.running.get(placeOf(cancelled.parse(params, 'data.params').id, exchange));
    found?.abort(new SpellError('INTERRUPTED', 'the call was cancelled by who had asked'));
    return found !== undefined;
  }
}

function placeOf(id: JsonValue, { message }: Exchange): string {
  return JSON.stringify([message.content['comm_id'], id]);
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
