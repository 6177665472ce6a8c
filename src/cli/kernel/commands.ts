// What stands behind `llmspell kernel`: each command loads what it needs. Control thread.

import type { CommandLine } from '../parse-args.js';
import type { KernelCommand } from './option-table.js';
import type { Print } from './print.js';

type Command = (line: CommandLine, print: Print) => Promise<number>;

const COMMANDS: Readonly<Record<KernelCommand, () => Promise<Command>>> = {
  start: async () => (await import('./start.js')).startCommand,
  stop: async () => (await import('./stop.js')).stopCommand,
  status: async () => (await import('./status.js')).statusCommand,
  list: async () => (await import('./list.js')).listCommand,
  connect: async () => (await import('./connect.js')).connectCommand,
  restart: async () => (await import('./restart.js')).restartCommand,
  logs: async () => (await import('./logs.js')).logsCommand,
  install: async () => (await import('./install.js')).installCommand,
  uninstall: async () => (await import('./install.js')).uninstallCommand,
  service: async () => (await import('./service.js')).serviceCommand,
};

/** @returns the exit code. @throws SpellError */
export async function kernelCommand(name: KernelCommand, line: CommandLine, print: Print): Promise<number> {
  const command = await COMMANDS[name]();
  return command(line, print);
}
