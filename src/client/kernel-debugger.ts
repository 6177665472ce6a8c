// The debugger of a kernel's session as its clients use it: requests of the Debug Adapter Protocol, responses, events. Any thread.

import type { Disposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import { SpellError } from '../base/errors.js';
import type { DapArguments, DapCommand } from '../protocol/dap.js';
import type { ReplyContent } from '../protocol/requests.js';
import type { JsonObject, JsonValue } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import type { KernelClient, RequestOptions } from './kernel-client.js';

export type DebugResponse = ReplyContent<'debug'>;

export interface DebugEventSeen {
  readonly event: string;
  readonly body: JsonObject;
}

const MAIN_SESSION = 'main';

export class KernelDebugger implements Disposable {
  readonly #events = new Emitter<DebugEventSeen>();
  /** In order, of this session alone, whoever caused them. Nothing is missed once `KernelClient.ready()` has resolved. */
  readonly onEvent = this.#events.event;
  readonly #listening: Disposable;
  #seq = 0;

  /** @param session named session of the kernel, as the client's own requests have it */
  constructor(
    private readonly client: KernelClient,
    session: string = MAIN_SESSION,
  ) {
    this.#listening = client.onPublished(({ type, content, vendor }) => {
      if (type !== 'debug_event' || (vendor.session ?? MAIN_SESSION) !== session) return;
      if (vendor.asker === client.id) return;
      const { event, body } = content;
      this.#events.fire({ event, body: toObject(body) });
    });
  }

  /** Number of the request that was sent last: what `cancel` names. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** A response that tells of a failure is one like any other. @throws SpellError `KERNEL_*` where there is none */
  request(command: string, args?: JsonObject, options?: RequestOptions): Promise<DebugResponse> {
    const content = { type: 'request' as const, seq: ++this.#seq, command, ...(args && { arguments: args }) };
    return this.client.request<'debug'>('debug', content, options);
  }

  /** The body of the response. @throws SpellError `DEBUG_REQUEST` with what a failed one says, and as {@link request} */
  async ask<C extends DapCommand>(command: C, args: Partial<DapArguments<C>>): Promise<JsonObject> {
    const { success, message, body } = await this.request(command, args as JsonObject);
    if (success) return toObject(body);
    throw new SpellError('DEBUG_REQUEST', failureText(body) ?? message ?? `the debugger has refused ${command}`);
  }

  dispose(): void {
    void this.#listening.dispose();
  }
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** What the response says for people. */
function failureText(body: JsonValue | undefined): string | undefined {
  const error = toObject(toObject(body)['error']);
  return typeof error['format'] === 'string' ? error['format'] : undefined;
}
