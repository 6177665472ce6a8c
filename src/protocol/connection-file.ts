// Connection files: where a kernel listens and with which key, as Jupyter writes them. Text only, no files. Any thread.

import { SpellError } from '../base/errors.js';
import type { TypeOf } from './schema.js';
import { defaultTo, integer, isObject, nonEmptyString, object, oneOf, optional, string } from './schema.js';

const portSchema = {
  ...integer,
  label: 'port from 1 to 65535',
  parse: (value: unknown, path: string): number => {
    const port = integer.parse(value, path);
    if (port >= 1 && port <= 65_535) return port;
    throw new SpellError('CONNECTION_FILE', `${path} must be a port from 1 to 65535; it is ${port}`);
  },
};

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

const connectionSchema = object({
  transport: defaultTo(oneOf('tcp', 'ipc'), 'tcp'),
  /** Address to bind or connect to; with ipc the path that the sockets' names begin with. */
  ip: nonEmptyString,
  shell_port: portSchema,
  iopub_port: portSchema,
  stdin_port: portSchema,
  control_port: portSchema,
  hb_port: portSchema,
  key: nonEmptyString,
  signature_scheme: defaultTo(oneOf('hmac-sha256'), 'hmac-sha256'),
  kernel_name: optional(string),
  /** Process of the kernel: ours writes it, Jupyter's own do not have it. */
  pid: optional(integer),
  /** ISO 8601: when the process began. */
  start_time: optional(string),
  /** What the operating system says of the process's start: tells a kernel from another process that got its id later. */
  process_mark: optional(string),
  /** Name of the machine that `pid` is of. */
  host: optional(string),
  /** Absolute path on that machine. */
  log_file: optional(string),
});

export type Connection = TypeOf<typeof connectionSchema>;
export type ConnectionChannel = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';
export type Address = Pick<Connection, 'transport' | 'ip'>;
export type Ports = Pick<Connection, `${ConnectionChannel}_port`>;

/**
 * @param origin what the text is called in errors, such as the file's path
 * @throws SpellError `CONNECTION_FILE` that names what is wrong; the key is never part of the message
 */
export function parseConnection(text: string, origin: string): Connection {
  const value = parseText(text, origin);
  const connection = checked(value, origin);
  const ports = PORTS.map((name) => connection[name]);
  if (new Set(ports).size < ports.length) throw invalid(origin, 'two channels have the same port');
  if (connection.start_time !== undefined && Number.isNaN(Date.parse(connection.start_time))) {
    throw invalid(origin, 'start_time is not a date of ISO 8601');
  }
  return connection;
}

/** The text of a connection file, ended by a line break. */
export function formatConnection(connection: Connection): string {
  return `${JSON.stringify(connection, null, 2)}\n`;
}

/** What ZeroMQ binds or connects to. */
export function endpointOf(connection: Address & Ports, channel: ConnectionChannel): string {
  return endpointAt(connection, connection[`${channel}_port`]);
}

/** @param port `*` binds to a free one (tcp) */
export function endpointAt({ transport, ip }: Address, port: number | '*'): string {
  if (transport === 'ipc') return `ipc://${ip}-${port}`;
  return `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}

function parseText(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it the key.
    throw invalid(origin, 'it is not JSON');
  }
}

function checked(value: unknown, origin: string): Connection {
  // Said here because the general messages quote what they found, and a key must not be quoted.
  if (!isObject(value)) throw invalid(origin, 'it is not a JSON object');
  if (typeof value['key'] !== 'string') throw invalid(origin, 'it has no key, or one that is not a string');
  if (value['key'] === '') throw invalid(origin, 'the key is empty, and unsigned messages are not supported');
  try {
    return connectionSchema.parse(value, 'connection');
  } catch (cause) {
    throw invalid(origin, cause instanceof Error ? cause.message : String(cause));
  }
}

function invalid(origin: string, problem: string): SpellError {
  return new SpellError('CONNECTION_FILE', `${origin}: ${problem}`, {
    help: 'use the connection file that the kernel has written, or start the kernel again',
  });
}

/** Only this machine reaches it. */
export function isOnThisMachine({ transport, ip }: Address): boolean {
  return transport === 'ipc' || ip === '::1' || ip.startsWith('127.');
}
