// How functions are called, as one writes it: from their definition in a text, or from a live value. Any thread.

import type { LiveField } from '../live-values.js';
import type { CodeAt } from './code-at.js';

/** The names between the parentheses of a definition; those that are there when it is not finished. */
export function parametersOf(code: CodeAt, functionToken: number): string[] {
  let open = functionToken + 1;
  while (code.isName(open) || code.is(open, '.') || code.is(open, ':')) open++;
  const names: string[] = [];
  for (let i = open + 1; code.is(open, '('); i++) {
    if (code.isName(i) || code.is(i, '...')) names.push(code.tokens[i]!.text);
    else if (!code.is(i, ',')) break;
  }
  return names;
}

export function functionSignature(code: CodeAt, functionToken: number, name: string): string {
  return `${name}(${parametersOf(code, functionToken).join(', ')})`;
}

/** From the preview of a function, which shows its parameters where they are known. */
export function liveSignature({ name, preview }: LiveField): string | undefined {
  const parameters = /\(.*\)/s.exec(preview)?.[0];
  return parameters && name + parameters;
}
