// What `kernel start` was told, checked. Control thread.

import { SpellError } from '../../base/errors.js';
import type { SessionLimits } from '../../kernel/contract.js';
import { parseDuration } from '../duration.js';
import { toOptions } from '../options.js';
import type { CliOptions, RawOptions } from '../options.js';
import { parseSize } from '../size.js';
import { TRANSPORTS } from './option-table.js';

export interface StartOptions {
  readonly cli: CliOptions;
  readonly id: string | undefined;
  readonly daemon: boolean;
  /** The first of five. */
  readonly port: number | undefined;
  readonly ip: string;
  readonly transport: (typeof TRANSPORTS)[number];
  readonly connectionFile: string | undefined;
  readonly stateDirectory: string | undefined;
  readonly logFile: string | undefined;
  readonly limits: SessionLimits;
  readonly maxClients: number;
  readonly maxSessions: number;
  /** 0: never. */
  readonly idleTimeoutMs: number;
  /** 0: never. */
  readonly sessionIdleTimeoutMs: number;
}

const DEFAULTS = { maxClients: 256, maxSessions: 16, outputBytesPerSecond: 64e6 };

/** @throws SpellError `USAGE` for a value that an option does not take, or for options that contradict each other */
export function toStartOptions(raw: RawOptions): StartOptions {
  const cli = toOptions(raw);
  const read = <T>(name: string, parse: (text: string, option: string) => T): T | undefined => {
    const text = raw.get(name)?.at(-1);
    return typeof text === 'string' ? parse(text, `--${name}`) : undefined;
  };
  refuseContradictions(raw);
  const outputBytes = read('max-output', parseOutput);
  return {
    cli,
    id: read('id', parseId),
    daemon: raw.has('daemon'),
    port: read('port', parsePort),
    ip: read('ip', parseAddress) ?? '127.0.0.1',
    transport: read('transport', parseTransport) ?? 'tcp',
    connectionFile: read('connection-file', asIs),
    stateDirectory: read('state-dir', asIs),
    logFile: read('log-file', asIs),
    limits: {
      ...(cli.maxMemoryBytes === undefined ? {} : { memoryBytes: cli.maxMemoryBytes }),
      ...(cli.timeoutMs === undefined ? {} : { timeMs: cli.timeoutMs }),
      ...(outputBytes === undefined ? {} : { outputBytes }),
      outputBytesPerSecond: read('max-output-rate', parseOutput) ?? DEFAULTS.outputBytesPerSecond,
    },
    maxClients: read('max-clients', parseCount) ?? DEFAULTS.maxClients,
    maxSessions: read('max-sessions', parseCount) ?? DEFAULTS.maxSessions,
    idleTimeoutMs: read('idle-timeout', parseDuration) ?? 0,
    sessionIdleTimeoutMs: read('session-idle-timeout', parseDuration) ?? 0,
  };
}

/** The connection file says where, and ipc has no ports. */
function refuseContradictions(raw: RawOptions): void {
  const refuse = (one: string, other: string, why: string): void => {
    if (raw.has(one) && raw.has(other))
      throw new SpellError('USAGE', `--${one} does not go with --${other}`, { help: why });
  };
  for (const name of ['port', 'ip', 'transport']) {
    refuse(name, 'connection-file', `the connection file says where the kernel listens: leave --${name} out`);
  }
  const isIpc = raw.get('transport')?.at(-1) === 'ipc';
  for (const name of ['port', 'ip']) if (isIpc) refuse(name, 'transport', 'ipc has neither ports nor an address');
}

const asIs = (text: string): string => text;

function parseId(text: string, option: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(text) && !text.endsWith('.json')) return text;
  throw new SpellError('USAGE', `${option}: '${text}' is no name for a kernel`, {
    help: 'use up to 64 letters, digits, and -, _ or . inside',
  });
}

function parsePort(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_531) return port;
  throw new SpellError('USAGE', `${option}: '${text}' is not a port from 1 to 65531`, {
    help: 'the kernel uses this port and the four after it; leave it out to get free ones',
  });
}

function parseAddress(text: string, option: string): string {
  if (text === 'localhost') return '127.0.0.1';
  if (text === '*') return '0.0.0.0';
  // An import would be one at the start of every command: the bundle has them all at its top.
  const { isIP } = process.getBuiltinModule('node:net');
  if (isIP(text) !== 0) return text;
  throw new SpellError('USAGE', `${option}: '${text}' is not an IP address`, {
    help: 'write the address of an interface of this machine, such as 127.0.0.1; 0.0.0.0 means all of them',
  });
}

function parseTransport(text: string, option: string): (typeof TRANSPORTS)[number] {
  const name = TRANSPORTS.find((known) => known === text);
  if (name !== undefined) return name;
  throw new SpellError('USAGE', `${option}: there is no transport '${text}'`, {
    help: `they are ${TRANSPORTS.join(', ')}`,
  });
}

function parseCount(text: string, option: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1) return count;
  throw new SpellError('USAGE', `${option}: '${text}' is not a number of 1 or more`, { help: `write ${option} 16` });
}

function parseOutput(text: string, option: string): number {
  return parseSize(text, option, { least: 1000, leastText: '1KB' });
}
