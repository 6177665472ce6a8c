// The commands below `llmspell kernel` and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const KERNEL_COMMANDS = [
  'start',
  'stop',
  'status',
  'list',
  'connect',
  'restart',
  'logs',
  'install',
  'uninstall',
  'service',
] as const;
export type KernelCommand = (typeof KERNEL_COMMANDS)[number];

export const TRANSPORTS = ['tcp', 'ipc'] as const;

/** Who starts kernels, and who writes down how they are started; Jupyter says itself where they listen. */
export const STARTERS = ['start', 'service', 'install'] as const;
const LISTENERS = ['start', 'service'] as const;
const PREFIXES = ['install', 'uninstall'] as const;

export const KERNEL_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'id',
    value: 'ID',
    scope: 'kernel',
    kernel: LISTENERS,
    description: 'name of the kernel (default: a new one)',
  },
  { long: 'daemon', scope: 'kernel', kernel: ['start'], description: 'run in the background; prints the id' },
  {
    long: 'port',
    value: 'N',
    scope: 'kernel',
    kernel: LISTENERS,
    server: true,
    description: 'listen at this port; kernels use N to N+4 (default: free ones)',
  },
  {
    long: 'ip',
    value: 'ADDRESS',
    scope: 'kernel',
    kernel: LISTENERS,
    server: true,
    description: 'listen at this address (default 127.0.0.1); what travels is not encrypted',
  },
  {
    long: 'transport',
    value: 'NAME',
    choices: TRANSPORTS,
    scope: 'kernel',
    kernel: LISTENERS,
    description: 'tcp, or ipc for sockets in the folder of the kernels (default tcp)',
  },
  {
    long: 'connection-file',
    value: 'FILE',
    completes: 'path',
    scope: 'kernel',
    kernel: LISTENERS,
    description: 'listen where this file says, as Jupyter wants it; written if it is not there',
  },
  {
    long: 'state-dir',
    value: 'FOLDER',
    completes: 'path',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'where state and history are kept (default ~/.llmspell/state)',
  },
  {
    long: 'max-output',
    value: 'SIZE',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'what one run may print (default: no limit)',
  },
  {
    long: 'max-output-rate',
    value: 'SIZE',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'what a session may print in a second; faster scripts wait (default 64MB)',
  },
  {
    long: 'max-clients',
    value: 'N',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'how many clients may be connected (default 256)',
  },
  {
    long: 'max-sessions',
    value: 'N',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'how many sessions may be open (default 16)',
  },
  {
    long: 'idle-timeout',
    value: 'TIME',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'end the kernel when nobody has asked it for so long (default: never)',
  },
  {
    long: 'session-idle-timeout',
    value: 'TIME',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'close named sessions that have run nothing for so long (default: never)',
  },
  {
    long: 'log-file',
    value: 'FILE',
    completes: 'path',
    scope: 'kernel',
    kernel: STARTERS,
    description: 'write the log there (default: stderr; with --daemon beside the connection file)',
  },
  { long: 'all', scope: 'kernel', kernel: ['stop'], description: 'stop all kernels of this user' },
  { long: 'force', scope: 'kernel', kernel: ['stop'], description: 'kill the process if it does not end' },
  { long: 'watch', scope: 'kernel', kernel: ['status'], description: 'show it again every second, until Ctrl+C' },
  { long: 'follow', short: 'f', scope: 'kernel', kernel: ['logs'], description: 'show what is added, until Ctrl+C' },
  { long: 'user', scope: 'kernel', kernel: PREFIXES, description: "in the user's own Jupyter folder (default)" },
  {
    long: 'sys-prefix',
    scope: 'kernel',
    kernel: PREFIXES,
    description: 'in the environment of CONDA_PREFIX or VIRTUAL_ENV, else of python3',
  },
  {
    long: 'prefix',
    value: 'FOLDER',
    completes: 'path',
    scope: 'kernel',
    kernel: PREFIXES,
    description: 'in FOLDER/share/jupyter/kernels',
  },
  {
    long: 'name',
    value: 'NAME',
    scope: 'kernel',
    kernel: PREFIXES,
    description: 'name of the kernelspec (default llmspell)',
  },
];
