// Which commands an option goes with, as they are written. Control thread.

import type { KernelCommand } from './kernel/option-table.js';
import type { OptionSpec } from './options.js';
import type { CommandLine, CommandName } from './parse-args.js';

/** A command, with the one below it. */
export type Place = CommandName | `kernel ${KernelCommand}`;

export function placeOf({ command, kernelCommand }: Pick<CommandLine, 'command' | 'kernelCommand'>): Place | undefined {
  return kernelCommand === undefined ? command : `kernel ${kernelCommand}`;
}

/** Commands with options of their own: the scope is the command. */
const COMMAND_SCOPES = [
  'config',
  'history',
  'repl',
  'session',
  'state',
  'backup',
  'rag',
  'agent',
  'tool',
  'events',
  'hooks',
] as const;
export type CommandScope = (typeof COMMAND_SCOPES)[number];

function isCommandScope(scope: OptionSpec['scope']): scope is CommandScope {
  return (COMMAND_SCOPES as readonly string[]).includes(scope);
}

/** `all` where it goes with every command. */
export function placesOf({
  scope,
  kernel = [],
  debug = [],
  server = false,
  tool = false,
}: OptionSpec): readonly (Place | 'all')[] {
  if (scope === 'global') return ['all'];
  if (isCommandScope(scope)) return [scope, ...debug];
  return [
    ...(scope === 'script' ? (['run', 'exec', 'repl', 'debug', 'app'] as const) : []),
    ...(tool ? (['tool'] as const) : []),
    ...debug,
    ...(server ? (['debug-server'] as const) : []),
    ...kernel.map((name) => `kernel ${name}` as const),
  ];
}
