// The transports that the contract suite runs on, and what its tests wait with.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { BindAddress } from '../../src/transport/bind-sockets.js';
import { MemoryTransport } from '../../src/transport/memory-transport.js';
import type { ClientTransport, Frames, KernelTransport } from '../../src/transport/transport.js';
import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import { ZmqTransport } from '../../src/transport/zmq-transport.js';
import { tempFolder } from './temp-folder.js';

/** A kernel's end, and a way to its place. */
export interface Ends {
  readonly kernel: KernelTransport;
  readonly connect: (identity?: Uint8Array) => Promise<ClientTransport>;
}

/** Ends at a place where another kernel can take over. */
export interface NetworkEnds extends Ends {
  readonly kernel: ZmqTransport;
  /** For a kernel that comes after this one. */
  readonly rebind: () => Promise<ZmqTransport>;
}

/** Of the ipc sockets. */
let folder: string | undefined;

export async function openMemory(): Promise<Ends> {
  const kernel = new MemoryTransport();
  return { kernel, connect: async (identity) => kernel.connect(identity) };
}

export const openTcp = (): Promise<NetworkEnds> => openZmq({ transport: 'tcp', ip: '127.0.0.1' });

export function openIpc(): Promise<NetworkEnds> {
  folder ??= tempFolder().path;
  return openZmq({ transport: 'ipc', ip: join(folder, randomUUID().slice(0, 8)) });
}

async function openZmq(address: BindAddress): Promise<NetworkEnds> {
  const kernel = await ZmqTransport.bind(address);
  const place = { ...address, ...kernel.ports };
  return {
    kernel,
    connect: (identity) => ZmqClientTransport.connect(place, identity),
    rebind: () => ZmqTransport.bind(place),
  };
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);
export const frames = (...texts: string[]): Frames => texts.map(bytes);
export const texts = (message: Frames): string[] => message.map((frame) => Buffer.from(frame).toString());

/** The next items of an iteration. */
export async function take<T>(from: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of from) if (taken.push(item) === count) break;
  return taken;
}

export async function next<T>(from: AsyncIterable<T>): Promise<T> {
  const [item] = await take(from, 1);
  if (item === undefined) throw new Error('The iteration has ended.');
  return item;
}

/** All items of an iteration that ends by itself. */
export const rest = <T>(from: AsyncIterable<T>): Promise<T[]> => take(from, Infinity);

/** Waits for what is noticed without an event of its own. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
