// All commands of the prompt, found by name, and taken apart from a line. Control thread.

import { nearest } from '../../../base/nearest.js';
import { chatCommands } from './chat.js';
import type { Command } from './command.js';
import { debugCommands } from './debugging.js';
import { fileCommands } from './files.js';
import { generalCommands } from './general.js';
import { valueCommands } from './values.js';

export const COMMANDS: readonly Command[] = [
  ...generalCommands,
  ...valueCommands,
  ...fileCommands,
  ...chatCommands,
  ...debugCommands,
];

const BY_NAME = new Map(COMMANDS.flatMap((command) => command.names.map((name) => [name, command] as const)));

/** `.name argument`, which no Lua begins with; undefined for all else. */
export function parseCommand(line: string): { readonly name: string; readonly argument: string } | undefined {
  const [, name, argument = ''] = /^\s*\.([A-Za-z?][\w-]*|\?)(?:\s+([^]*))?$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, argument: argument.trim() };
}

export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name);
}

/** What was perhaps meant. */
export function nearCommand(name: string): string | undefined {
  return nearest(name, BY_NAME.keys());
}
