// The kernel's end over ZeroMQ, tcp or ipc: shell, control, stdin and heartbeat are ROUTER sockets, iopub is XPUB. Control
// thread.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Router, Socket, XPublisher } from 'zeromq';
import type { Ports } from '../protocol/connection-file.js';
import type { BindAddress } from './bind-sockets.js';
import { bindSockets, ipcFiles } from './bind-sockets.js';
import { ConnectionCounter } from './connection-counter.js';
import { HeldBytes } from './held-bytes.js';
import { Outbox } from './outbox.js';
import { SocketReader } from './socket-reader.js';
import type { Frames, Incoming, KernelTransport, RequestChannel } from './transport.js';
import {
  assertFrames,
  INBOX_LIMITS,
  LARGE_BACKLOG_BYTES,
  REPLY_QUEUE_MESSAGES,
  SUBSCRIBER_QUEUE_MESSAGES,
} from './transport.js';
import { closeSocket, COMMON_OPTIONS, isIpv6, MAX_SMALL_FRAME_BYTES } from './zmq-sockets.js';

interface KernelSockets {
  readonly shell: Router;
  readonly control: Router;
  readonly stdin: Router;
  readonly iopub: XPublisher;
  readonly hb: Router;
}

/** First byte of what a subscriber sends: it wants the topic that follows. */
const SUBSCRIBE = 1;

/** ZMQ_DISCONNECT_MSG (libzmq, zmq.h): what a ROUTER receives in the name of a peer whose connection has ended. */
const DISCONNECT_MESSAGE_OPTION = 111;
const STDIN_LOOKS = { count: 11, everyMs: 100 } as const;
/** Random: nobody else can say that somebody has gone. */
const GONE = randomBytes(16);

export class ZmqTransport implements KernelTransport {
  /**
   * Listens at an address.
   * @throws SpellError `KERNEL_PORT_TAKEN`, `KERNEL_ADDRESS`
   */
  static async bind(address: BindAddress): Promise<ZmqTransport> {
    const sockets = await openSockets(isIpv6(address));
    try {
      const ports = await bindSockets(sockets, address);
      return new ZmqTransport(sockets, ports, ipcFiles(address, ports));
    } catch (error) {
      await Promise.all(Object.values<Socket>({ ...sockets }).map((socket) => closeSocket(socket)));
      throw error;
    }
  }

  onCrowded: KernelTransport['onCrowded'];
  onGone: KernelTransport['onGone'];
  readonly #readers: Readonly<Record<RequestChannel, SocketReader>>;
  readonly #subscriptions: SocketReader;
  readonly #connections: ConnectionCounter;
  readonly #outbox = new Outbox();
  readonly #held = new HeldBytes({ bytes: LARGE_BACKLOG_BYTES, messages: SUBSCRIBER_QUEUE_MESSAGES });
  #disposal: Promise<void> | undefined;

  private constructor(
    private readonly sockets: KernelSockets,
    /** What was bound, for the connection file. */
    readonly ports: Ports,
    private readonly files: readonly string[],
  ) {
    const { shell, control, stdin, iopub, hb } = sockets;
    this.#readers = {
      shell: new SocketReader(shell),
      control: new SocketReader(control),
      stdin: new SocketReader(stdin),
    };
    this.#subscriptions = new SocketReader(iopub);
    this.#connections = new ConnectionCounter(shell);
    void answerHeartbeats(hb);
  }

  async *receive(channel: RequestChannel, signal?: AbortSignal): AsyncGenerator<Incoming, void, undefined> {
    const reader = this.#readers[channel];
    // Not through a second generator: each costs a message some promises.
    for (let message = await reader.next(signal); message !== undefined; message = await reader.next(signal)) {
      const [client, ...frames] = message;
      if (channel === 'stdin' && frames.length === 1 && GONE.equals(frames[0]!)) this.onGone?.(client!);
      else yield { client: client!, frames };
    }
  }

  async *subscriptions(signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const [message] of this.#subscriptions.read(signal)) {
      if (message![0] === SUBSCRIBE) yield message!.subarray(1);
    }
  }

  send(channel: RequestChannel, client: Uint8Array, frames: Frames): void {
    assertFrames(frames);
    if (this.#disposal !== undefined) return;
    if (channel === 'stdin') void this.#ask([client, ...frames]);
    else this.#outbox.add(this.sockets[channel], [client, ...frames]);
  }

  publish(frames: Frames): undefined {
    assertFrames(frames);
    if (this.#disposal !== undefined) return;
    this.#outbox.add(this.sockets.iopub, frames);
    const more = this.#held.add(frames);
    if (more > 0) this.onCrowded?.(more);
  }

  connections(): number {
    return this.#connections.count;
  }

  dispose(): Promise<void> {
    return (this.#disposal ??= this.#close());
  }

  /** Whoever has only just connected may not be known on stdin yet; whoever stays unknown has gone. */
  async #ask(frames: Frames): Promise<void> {
    this.#outbox.flush();
    const { stdin } = this.sockets;
    for (let looks = 0; looks < STDIN_LOOKS.count && !stdin.closed; looks++) {
      if (looks > 0) await sleep(STDIN_LOOKS.everyMs);
      if (await isKnown(stdin, frames)) return;
    }
    this.onGone?.(frames[0]!);
  }

  async #close(): Promise<void> {
    const { shell, ...others } = this.sockets;
    this.#outbox.flush();
    await Promise.all([
      closeSocket(shell, this.#connections.ended),
      ...Object.values<Socket>(others).map((socket) => closeSocket(socket)),
      ...this.files.map((file) => rm(file, { force: true })),
    ]);
  }
}

/** Sends, and says whether there is such a peer. */
async function isKnown(socket: Router, frames: Frames): Promise<boolean> {
  try {
    await socket.send([...frames]);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EHOSTUNREACH';
  }
}

interface RawOptions {
  setStringOption(option: number, value: Uint8Array): void;
}

/** `sendTimeout` 0: what cannot be sent at once is dropped, and nothing waits. */
async function openSockets(ipv6: boolean): Promise<KernelSockets> {
  const { Router, XPublisher } = await import('zeromq');
  const common = { ...COMMON_OPTIONS, ipv6, backlog: 512, sendTimeout: 0 };
  const router = (): Router =>
    new Router({
      ...common,
      sendHighWaterMark: REPLY_QUEUE_MESSAGES,
      receiveHighWaterMark: INBOX_LIMITS.messages,
      // A client that comes back before its old connection is known to be dead keeps its identity.
      handover: true,
    });
  const stdin = router();
  // Questions to nobody are errors.
  stdin.mandatory = true;
  // The library has no property for it.
  (stdin as unknown as RawOptions).setStringOption(DISCONNECT_MESSAGE_OPTION, GONE);
  return {
    shell: router(),
    control: router(),
    stdin,
    iopub: new XPublisher({
      ...common,
      sendHighWaterMark: SUBSCRIBER_QUEUE_MESSAGES,
      maxMessageSize: MAX_SMALL_FRAME_BYTES,
      // Without it a topic that somebody has subscribed to already is not reported again.
      verbosity: 'allSubs',
    }),
    // For REQ sockets the same as a REP, which garbage from a stranger leads to answer the wrong one from then on.
    hb: new Router({ ...common, maxMessageSize: MAX_SMALL_FRAME_BYTES, handover: true }),
  };
}

async function answerHeartbeats(socket: Router): Promise<void> {
  for await (const beat of new SocketReader(socket).read()) {
    // The beat may have been read just before the end.
    if (!socket.closed) await socket.send([...beat]).catch(drop);
  }
}

/** The client has gone, or does not read. */
function drop(): void {
  // Nobody is there to be told.
}
