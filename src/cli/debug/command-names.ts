// Finds the command that is meant: its name, a customary abbreviation, or a beginning that fits no other. Any thread.

import { nearest } from '../../base/nearest.js';
import type { CommandSpec } from './command-table.js';
import { COMMAND_SPECS } from './command-table.js';

export type Found =
  | { readonly kind: 'command'; readonly spec: CommandSpec }
  /** Several begin so. */
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'unknown'; readonly near: string | undefined };

export function findCommand(word: string, specs: readonly CommandSpec[] = COMMAND_SPECS): Found {
  const exact = specs.find(({ name, aliases }) => name === word || aliases.includes(word));
  if (exact !== undefined) return { kind: 'command', spec: exact };
  const begun = specs.filter(({ name }) => name.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return { kind: 'command', spec: only };
  if (begun.length > 1) return { kind: 'ambiguous', names: begun.map(({ name }) => name) };
  // A single letter is near to everything.
  const near =
    word.length < 3
      ? undefined
      : nearest(
          word,
          specs.flatMap(({ name, aliases }) => [name, ...aliases]),
        );
  return { kind: 'unknown', near };
}
