// Calls a method of a comm target that answers: `{id, method, params}` by `{id, result}` or `{id, error}`. Any thread.

import { Deferred } from '../base/deferred.js';
import { SpellError } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import type { Comms } from './comms.js';
import { clientClosed } from './kernel-errors.js';

/** @throws SpellError with the code of the target, or `KERNEL_CLOSED` */
export async function callTarget(
  comms: Comms,
  target: string,
  method: string,
  params: JsonObject = {},
): Promise<JsonValue> {
  const comm = await comms.open(target);
  const answer = new Deferred<JsonValue>();
  comm.onMessage(({ data }) => {
    if (isObject(data) && data['id'] === 1) settle(answer, data);
  });
  comm.onClosed(() => answer.reject(clientClosed()));
  await comm.send({ id: 1, method, params });
  try {
    return await answer.promise;
  } finally {
    await comm.close();
  }
}

function settle(answer: Deferred<JsonValue>, { result, error }: JsonObject): void {
  if (!isObject(error)) {
    answer.resolve(result ?? null);
    return;
  }
  const { code, message, help } = error as { readonly code: string; readonly message: string; readonly help?: string };
  answer.reject(new SpellError(code, message, help === undefined ? {} : { help }));
}
