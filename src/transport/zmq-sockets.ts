// What all sockets of ZeroMQ have in common: limits, time-outs, and an end that leaves nothing behind. The library is loaded
// when the first transport opens. Control thread: ending a worker that has such sockets would abort the process.

import type { Socket } from 'zeromq';
import { MAX_FRAME_BYTES } from './transport.js';

/** How long messages that are on their way may take once their socket has been closed. */
const LINGER_MS = 1_000;

/** What beats and subscriptions need at most. */
export const MAX_SMALL_FRAME_BYTES = 4_096;

/** Of every socket. A peer that has gone without a word is noticed after two minutes. */
export const COMMON_OPTIONS = {
  linger: LINGER_MS,
  maxMessageSize: MAX_FRAME_BYTES,
  handshakeInterval: 10_000,
  tcpKeepalive: 1,
  tcpKeepaliveIdle: 60,
  tcpKeepaliveInterval: 15,
  tcpKeepaliveCount: 4,
} as const;

/** Whether sockets for this address have to speak IPv6. */
export function isIpv6(address: { readonly transport: string; readonly ip: string }): boolean {
  return address.transport === 'tcp' && address.ip.includes(':');
}

/**
 * Closes a socket. Resolves when its messages have arrived or the time for that is over, and its port is free again: only then
 * may the process end.
 * @param ended for who follows the socket's events already: resolves at the event "end"
 */
export async function closeSocket(socket: Socket, ended = untilEnd(socket)): Promise<void> {
  socket.close();
  await ended;
}

/** The library says "end" when nothing is left of the socket. */
async function untilEnd({ events }: Socket): Promise<void> {
  for await (const { type } of events) if (type === 'end') break;
  events.close();
}
