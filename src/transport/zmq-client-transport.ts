// A client's end over ZeroMQ: a DEALER for each channel of requests, all with one identity, and a SUB for iopub. Goes on by
// itself when its kernel comes back at the same place. Control thread.

import { randomUUID } from 'node:crypto';
import type { Dealer, Socket, Subscriber } from 'zeromq';
import { SpellError } from '../base/errors.js';
import type { Address, Ports } from '../protocol/connection-file.js';
import { endpointOf } from '../protocol/connection-file.js';
import { Heartbeat, MAX_BEATS } from './heartbeat.js';
import { SocketReader } from './socket-reader.js';
import { SocketSender } from './socket-sender.js';
import type { ClientChannel, ClientTransport, Frames, RequestChannel } from './transport.js';
import { assertFrames, INBOX_LIMITS, SUBSCRIBER_QUEUE_MESSAGES } from './transport.js';
import { closeSocket, COMMON_OPTIONS, isIpv6 } from './zmq-sockets.js';

interface ClientSockets {
  readonly shell: Dealer;
  readonly control: Dealer;
  readonly stdin: Dealer;
  readonly iopub: Subscriber;
}

const CHANNELS = ['shell', 'control', 'stdin', 'iopub'] as const;

const WILDCARDS: Readonly<Record<string, string>> = { '*': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' };

export class ZmqClientTransport implements ClientTransport {
  /**
   * Begins to connect, and does not wait until it is: messages wait for the kernel.
   * @param address of a connection file; one that stands for all addresses of a machine is taken for this machine
   * @param identity of 1 to 255 bytes, the first not 0; no other client of the kernel may have it
   * @throws SpellError `KERNEL_ADDRESS`
   */
  static async connect(
    address: Address & Ports,
    identity: Uint8Array = Buffer.from(randomUUID()),
  ): Promise<ZmqClientTransport> {
    const reachable = { ...address, ip: WILDCARDS[address.ip] ?? address.ip };
    const { Dealer, Subscriber } = await import('zeromq');
    const common = {
      ...COMMON_OPTIONS,
      ipv6: isIpv6(reachable),
      reconnectInterval: 100,
      reconnectMaxInterval: 2_000,
      receiveHighWaterMark: INBOX_LIMITS.messages,
    };
    // The option takes bytes, although its type does not say so.
    const routingId = Buffer.from(identity) as unknown as string;
    const dealer = (): Dealer => new Dealer({ ...common, routingId });
    const sockets = {
      shell: dealer(),
      control: dealer(),
      stdin: dealer(),
      // As many as may wait at the other end: over ipc, what the library has not read when the kernel ends is lost.
      iopub: new Subscriber({ ...common, linger: 0, receiveHighWaterMark: SUBSCRIBER_QUEUE_MESSAGES }),
    };
    try {
      for (const channel of CHANNELS) sockets[channel].connect(endpointOf(reachable, channel));
    } catch (error) {
      for (const socket of Object.values<Socket>({ ...sockets })) socket.close();
      throw addressError(address, error);
    }
    const openHeartbeat = (): Heartbeat => {
      const socket = new Dealer({ ...common, linger: 0, sendTimeout: 0, sendHighWaterMark: MAX_BEATS });
      socket.connect(endpointOf(reachable, 'hb'));
      return new Heartbeat(socket);
    };
    return new ZmqClientTransport(sockets, openHeartbeat);
  }

  readonly #readers: Readonly<Record<ClientChannel, SocketReader>>;
  readonly #senders: Readonly<Record<RequestChannel, SocketSender>>;
  #heartbeat: Heartbeat | undefined;
  #disposal: Promise<void> | undefined;

  private constructor(
    private readonly sockets: ClientSockets,
    private readonly openHeartbeat: () => Heartbeat,
  ) {
    const { shell, control, stdin, iopub } = sockets;
    this.#readers = {
      shell: new SocketReader(shell),
      control: new SocketReader(control),
      stdin: new SocketReader(stdin),
      iopub: new SocketReader(iopub),
    };
    this.#senders = {
      shell: new SocketSender(shell),
      control: new SocketSender(control),
      stdin: new SocketSender(stdin),
    };
  }

  receive(channel: ClientChannel, signal?: AbortSignal): AsyncIterable<Frames> {
    return this.#readers[channel].read(signal);
  }

  async send(channel: RequestChannel, frames: Frames): Promise<void> {
    assertFrames(frames);
    await this.#senders[channel].send(frames);
  }

  subscribe(): void {
    if (this.#disposal === undefined) this.sockets.iopub.subscribe();
  }

  async ping(timeoutMs: number): Promise<boolean> {
    if (this.#disposal !== undefined) return false;
    return (this.#heartbeat ??= this.openHeartbeat()).ping(timeoutMs);
  }

  dispose(): Promise<void> {
    return (this.#disposal ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#heartbeat?.dispose();
    await Promise.all(Object.values<Socket>({ ...this.sockets }).map((socket) => closeSocket(socket)));
  }
}

function addressError({ ip }: Address, cause: unknown): SpellError {
  return new SpellError('KERNEL_ADDRESS', `${ip} is not an address that can be connected to`, {
    help: 'give the name or the number of a machine, as the connection file has it',
    cause,
  });
}
