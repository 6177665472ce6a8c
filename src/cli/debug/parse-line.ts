// Takes a line of the prompt apart: a command with its argument, or Lua. Any thread.

import type { CommandSpec } from './command-table.js';
import { findCommand } from './command-names.js';

export type Line =
  | { readonly kind: 'empty' }
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly argument: string }
  | { readonly kind: 'ambiguous'; readonly word: string; readonly names: readonly string[] }
  /** `hint`: the command that it is near to. */
  | { readonly kind: 'lua'; readonly code: string; readonly hint: string | undefined }
  /** Begins with a dot, so that it can be nothing but a command. */
  | { readonly kind: 'unknown'; readonly word: string; readonly hint: string | undefined };

/**
 * What could be both is a command where words follow it, and Lua where an operator does: `list` and `list 3` show the source, `list[3]` and
 * `list == nil` are values.
 */
export function parseLine(text: string): Line {
  const line = text.trim();
  if (line === '' || line.startsWith('#!') || line.startsWith('--')) return { kind: 'empty' };
  if (line.startsWith('!')) return { kind: 'lua', code: line.slice(1).trim(), hint: undefined };
  const [, dot = '', word = '', rest = ''] = /^(\.?)([A-Za-z_]\w*|\?)(.*)$/s.exec(line) ?? [];
  if (word === '') return { kind: 'lua', code: line, hint: undefined };
  const argument = rest.trim();
  if (dot === '' && isLua(rest)) return { kind: 'lua', code: line, hint: undefined };
  const found = findCommand(word);
  if (found.kind === 'command') return { kind: 'command', spec: found.spec, argument };
  if (found.kind === 'ambiguous') return ambiguous(word, found.names, line, argument, dot !== '');
  if (dot !== '') return { kind: 'unknown', word, hint: found.near };
  return { kind: 'lua', code: line, hint: found.near };
}

/** A word alone may be a variable: it is asked for first. */
function ambiguous(word: string, names: readonly string[], line: string, argument: string, isSure: boolean): Line {
  if (isSure || argument !== '') return { kind: 'ambiguous', word, names };
  return { kind: 'lua', code: line, hint: names.join(', ') };
}

/** What follows a word makes it an expression or statement of Lua: what can only stand behind a value. */
function isLua(rest: string): boolean {
  return /^[[(:{"'.,]/.test(rest) || /^\s*(?:==?|[+*%^<>,]|~=|\.\.|[-/]\s|(?:and|or)\b)/.test(rest);
}

/** Words of an argument, apart at blanks and commas. */
export function words(argument: string): readonly string[] {
  return argument.split(/[\s,]+/).filter((word) => word !== '');
}
