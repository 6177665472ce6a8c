// Calls a method of a comm target that answers: `{id, method, params}` by `{id, result}` or `{id, error}`. Any thread.

import { Deferred } from '../base/deferred.js';
import { SpellError } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import type { Comms } from './comms.js';
import { clientClosed } from './kernel-errors.js';

const [CALL, CANCEL] = [1, 2];

/**
 * @param signal tells the kernel that the answer is no longer wanted; it answers what it has done, or `INTERRUPTED`
 * @throws SpellError with the code of the target, or `KERNEL_CLOSED`
 */
export async function callTarget(
  comms: Comms,
  target: string,
  method: string,
  params: JsonObject = {},
  signal?: AbortSignal,
): Promise<JsonValue> {
  const comm = await comms.open(target);
  const answer = new Deferred<JsonValue>();
  comm.onMessage(({ data }) => {
    if (isObject(data) && data['id'] === CALL) settle(answer, data);
  });
  comm.onClosed(() => answer.reject(clientClosed()));
  const cancel = (): void => {
    void comm
      .send({ id: CANCEL, method: 'cancel', params: { id: CALL } })
      .catch((error: unknown) => answer.reject(error));
  };
  await comm.send({ id: CALL, method, params });
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel);
  try {
    return await answer.promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
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
