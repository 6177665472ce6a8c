// How the engine thread waits for the control thread: it sleeps on a word of shared memory and takes messages synchronously. The
// loop that waits for a host call also runs call-backs into Lua, looks at values and serves the debugger. Engine thread.

import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { FLAG, WORD } from '../../base/shared-memory.js';
import type { Value } from '../../base/values.js';
import type { FromEngine, Settled, ToEngine, WorkerInit } from '../messages.js';

/** Spinning this long before sleeping makes short calls cheaper than a sleep and a wake-up. */
const SPIN_MS = 0.1;

export type Invoke = Extract<ToEngine, { type: 'invoke' }>;

export type Reply = Extract<ToEngine, { type: 'reply' }>;

export type LookMessage = Extract<ToEngine, { type: 'look' }>;

export type DebugMessage = Extract<ToEngine, { type: 'debug' }>;

/** A host call as it is posted, but for its number. */
export type CallRequest = Omit<Extract<FromEngine, { type: 'call' }>, 'type' | 'call'>;

/** Waits until it is told what its engine is to be. */
export function firstMessage(port: MessagePort, memory: WebAssembly.Memory): WorkerInit {
  const words = new Int32Array(memory.buffer);
  for (;;) {
    const seen = Atomics.load(words, WORD.mailbox >> 2);
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return received.message as WorkerInit;
    Atomics.wait(words, WORD.mailbox >> 2, seen);
  }
}

export class Mailbox {
  private calls = 0;
  /** Answers that came while a nested call was waited for. */
  private readonly replies = new Map<number, Reply>();
  /** Calls whose answers nobody will take. */
  private readonly abandoned = new Set<number>();
  /** Messages for the script that came while only others were served, in order. */
  private readonly kept: ToEngine[] = [];

  constructor(
    private readonly port: MessagePort,
    private readonly words: Int32Array,
    /** Messages that are served wherever the script is. */
    private readonly serve: (message: LookMessage | DebugMessage) => void,
  ) {}

  /** @param transfer buffers that are given away instead of copied */
  post(message: FromEngine, transfer: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, transfer);
  }

  /** Posts a host call and gives its number. */
  begin(request: CallRequest): number {
    const call = ++this.calls;
    this.post({ type: 'call', call, ...request });
    return call;
  }

  /** Posts one whose answer nobody wants. */
  send(request: CallRequest): void {
    this.post({ type: 'call', call: ++this.calls, isOneWay: true, ...request });
  }

  /** The call is not to be answered any more. */
  cancel(call: number): void {
    if (!this.replies.delete(call)) this.abandoned.add(call);
    this.post({ type: 'cancel', call });
  }

  /**
   * Waits for the answer of a host call.
   *
   * @param check throws when the wait is to end without an answer; gives the milliseconds after which it wants to be asked again
   * @param invoke runs a call-back into Lua, or keeps it
   */
  settle(call: number, check: () => number, invoke: (message: Invoke) => void): Settled<Value> {
    for (;;) {
      const reply = this.replies.get(call);
      if (reply !== undefined) {
        this.replies.delete(call);
        return reply.result;
      }
      const message = this.await(check);
      if (message.type === 'invoke') invoke(message);
      else this.hold(message);
    }
  }

  /** Keeps an answer for a call that is waited for elsewhere. */
  hold(reply: Reply): void {
    this.replies.set(reply.call, reply);
  }

  /** The next answer or call-back. @param check as {@link settle} takes it */
  await(check: () => number): Reply | Invoke {
    for (;;) {
      const seen = Atomics.load(this.words, WORD.mailbox >> 2);
      const message = this.poll();
      if (message !== undefined) return message;
      const patience = check();
      // A pause may have kept something.
      if (this.kept.length === 0) this.sleep(seen, patience);
    }
  }

  /** The next answer or call-back that has come. */
  poll(): Reply | Invoke | undefined {
    for (;;) {
      const message = this.kept.shift() ?? this.receive();
      if (message === undefined) return undefined;
      if (message.type === 'reply') {
        if (!this.abandoned.delete(message.call)) return message;
      } else if (message.type === 'invoke') return message;
      else if (message.type !== 'run') this.serve(message);
    }
  }

  /** Answers that came while another call was waited for, in the order in which they came; the others stay. */
  takeReplies(isWanted: (call: number) => boolean): Reply[] {
    if (this.replies.size === 0) return [];
    const taken = [...this.replies.values()].filter(({ call }) => isWanted(call));
    for (const { call } of taken) this.replies.delete(call);
    return taken;
  }

  /** Serves what need not wait for the script, which computes; the rest keeps its order. */
  drain(): void {
    for (let message = this.receive(); message !== undefined; message = this.receive()) {
      if (message.type === 'look' || message.type === 'debug') this.serve(message);
      else this.kept.push(message);
    }
  }

  /** Serves until it is over. @param check throws when the wait is to end before that */
  rest(isOver: () => boolean, check: () => void): void {
    for (;;) {
      const seen = Atomics.load(this.words, WORD.mailbox >> 2);
      this.drain();
      if (isOver()) return;
      check();
      this.sleep(seen, Infinity);
    }
  }

  /** Whether running code was asked to look at messages; it is from now on not. */
  takeKnock(): boolean {
    return (Atomics.and(this.words, WORD.flag >> 2, ~FLAG.serve) & FLAG.serve) !== 0;
  }

  /** Running code is to look at messages, or at what they have asked for. */
  knock(): void {
    Atomics.or(this.words, WORD.flag >> 2, FLAG.serve);
  }

  /** Answers that nobody waits for any more: their run has ended. */
  forget(): void {
    this.replies.clear();
    this.abandoned.clear();
    this.kept.length = 0;
  }

  private receive(): ToEngine | undefined {
    return receiveMessageOnPort(this.port)?.message as ToEngine | undefined;
  }

  private sleep(seen: number, patience: number): void {
    const index = WORD.mailbox >> 2;
    const until = performance.now() + SPIN_MS;
    while (performance.now() < until) if (Atomics.load(this.words, index) !== seen) return;
    Atomics.wait(this.words, index, seen, patience);
  }
}
