// Binds the five sockets of a kernel to the ports that were asked for, or to free ones. Control thread.

import { chmod } from 'node:fs/promises';
import type { Socket } from 'zeromq';
import { SpellError } from '../base/errors.js';
import type { Address, ConnectionChannel, Ports } from '../protocol/connection-file.js';
import { endpointAt } from '../protocol/connection-file.js';
import { clearIpcPlace } from './ipc-files.js';

/** `ip` may be `*` or `0.0.0.0` for all addresses of the machine, `::` for those of IPv6 too. A port that is missing may be any. */
export type BindAddress = Address & Partial<Ports>;

export type Sockets = Readonly<Record<ConnectionChannel, Socket>>;

const CHANNELS: readonly ConnectionChannel[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];
const HIGHEST_PORT = 65_535;

/**
 * Five ports in a row: shell, iopub, stdin, control, hb.
 * @throws SpellError `KERNEL_ADDRESS`
 */
export function portsFrom(first: number): Ports {
  const last = first + CHANNELS.length - 1;
  if (!Number.isInteger(first) || first < 1 || last > HIGHEST_PORT) {
    throw new SpellError(
      'KERNEL_ADDRESS',
      `a kernel needs the ports from ${first} to ${last}, which do not all exist`,
      {
        help: `give a first port from 1 to ${HIGHEST_PORT - CHANNELS.length + 1}`,
      },
    );
  }
  return { shell_port: first, iopub_port: first + 1, stdin_port: first + 2, control_port: first + 3, hb_port: last };
}

/**
 * @returns the ports that were bound; the caller closes the sockets, also if this fails
 * @throws SpellError `KERNEL_PORT_TAKEN`, `KERNEL_ADDRESS`
 */
export async function bindSockets(sockets: Sockets, address: BindAddress): Promise<Ports> {
  const ports: Partial<Record<keyof Ports, number>> = {};
  const bind = address.transport === 'ipc' ? bindIpc : bindTcp;
  const isGiven = (channel: ConnectionChannel): boolean => address[`${channel}_port`] !== undefined;
  // Those that were asked for first: a free one must not take their place.
  for (const channel of CHANNELS.toSorted((a, b) => Number(isGiven(b)) - Number(isGiven(a)))) {
    ports[`${channel}_port`] = await bind(sockets[channel], address, address[`${channel}_port`]);
  }
  return ports as Ports;
}

/** The files that the sockets have, if they are ipc sockets. */
export function ipcFiles(address: Address, ports: Ports): readonly string[] {
  return address.transport === 'ipc' ? Object.values(ports).map((port) => ipcFile(address, port)) : [];
}

async function bindTcp(socket: Socket, address: Address, port: number | undefined): Promise<number> {
  try {
    socket.bindSync(endpointAt(address, port ?? '*'));
  } catch (error) {
    throw bindError(error as NodeJS.ErrnoException, address, port);
  }
  return Number(/\d+$/.exec(socket.lastEndpoint!)![0]);
}

async function bindIpc(socket: Socket, address: Address, port: number | undefined): Promise<number> {
  let number = port ?? 1;
  try {
    while (!(await clearIpcPlace(ipcFile(address, number)))) {
      if (port !== undefined) throw takenError(address, port);
      number += 1;
    }
    socket.bindSync(endpointAt(address, number));
    // Requests are signed, but what is published can be read by everyone who may connect.
    await chmod(ipcFile(address, number), 0o600);
    return number;
  } catch (error) {
    throw bindError(error as NodeJS.ErrnoException, address, number);
  }
}

function ipcFile(address: Address, port: number): string {
  return endpointAt(address, port).slice('ipc://'.length);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENODEV: 'this machine does not have that address',
  ENAMETOOLONG: 'the path is too long for a socket',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
};

function bindError(error: NodeJS.ErrnoException | SpellError, address: Address, port: number | undefined): SpellError {
  if (error instanceof SpellError) return error;
  if (error.code === 'EADDRINUSE') return takenError(address, port ?? '*');
  const place =
    address.transport === 'ipc' ? `${address.ip}-${port}` : `${address.ip}${port === undefined ? '' : `:${port}`}`;
  return new SpellError(
    'KERNEL_ADDRESS',
    `the kernel cannot listen at ${place}: ${REASONS[error.code ?? ''] ?? error.message}`,
    {
      help:
        address.transport === 'ipc'
          ? 'give a short path in a folder that exists and is yours'
          : 'use 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses, and ports from 1024 on',
      cause: error,
    },
  );
}

function takenError(address: Address, port: number | '*'): SpellError {
  if (address.transport === 'ipc') {
    return new SpellError('KERNEL_PORT_TAKEN', `the path ${address.ip}-${port} is taken`, {
      help: 'give another path, or end the program that listens there',
    });
  }
  return new SpellError('KERNEL_PORT_TAKEN', `port ${port} of ${address.ip} is taken by another program`, {
    help: 'give another port (a kernel takes five in a row), or none to get free ones',
  });
}
