// How the engine thread waits for the control thread: it sleeps on a word of shared memory and takes messages synchronously. The
// loop that waits for a host call also runs call-backs into Lua, and looks at values. Engine thread.

import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { WORD } from '../../base/shared-memory.js';
import type { Value } from '../../base/values.js';
import type { FromEngine, Settled, ToEngine } from '../messages.js';

/** Spinning this long before sleeping makes short calls cheaper than a sleep and a wake-up. */
const SPIN_MS = 0.1;

export type Invoke = Extract<ToEngine, { type: 'invoke' }>;

export type LookMessage = Extract<ToEngine, { type: 'look' }>;

/** A host call as it is posted, but for its number. */
export type CallRequest = Omit<Extract<FromEngine, { type: 'call' }>, 'type' | 'call'>;

export class Mailbox {
  private calls = 0;
  /** Answers that came while a nested call was waited for. */
  private readonly replies = new Map<number, Settled<Value>>();

  constructor(
    private readonly port: MessagePort,
    private readonly words: Int32Array,
    private readonly look: (message: LookMessage) => void,
  ) {}

  /** @param transfer buffers that are given away instead of copied */
  post(message: FromEngine, transfer: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, transfer);
  }

  /**
   * Posts a host call and waits for its answer.
   *
   * @param check throws when the wait is to end without an answer
   * @param invoke runs a call-back into Lua
   */
  call(request: CallRequest, check: () => void, invoke: (message: Invoke) => void): Settled<Value> {
    const call = ++this.calls;
    this.post({ type: 'call', call, ...request });
    for (;;) {
      const seen = Atomics.load(this.words, WORD.mailbox >> 2);
      const reply = this.replies.get(call);
      if (reply !== undefined) {
        this.replies.delete(call);
        return reply;
      }
      const message = this.receive();
      if (message === undefined) {
        check();
        this.sleep(seen);
      } else if (message.type === 'reply') this.replies.set(message.call, message.result);
      else if (message.type === 'invoke') invoke(message);
      else if (message.type === 'look') this.look(message);
    }
  }

  /** Answers that nobody waits for any more: their run has ended. */
  forget(): void {
    this.replies.clear();
  }

  private receive(): ToEngine | undefined {
    return receiveMessageOnPort(this.port)?.message as ToEngine | undefined;
  }

  private sleep(seen: number): void {
    const index = WORD.mailbox >> 2;
    const until = performance.now() + SPIN_MS;
    while (performance.now() < until) if (Atomics.load(this.words, index) !== seen) return;
    Atomics.wait(this.words, index, seen);
  }
}
