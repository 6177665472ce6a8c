// What a library function takes, for reports about one of its arguments. Any thread.

import type { DocumentedEntry } from '../../language/documented.js';

/**
 * The signature, and what the argument is called and wants.
 *
 * @param index position as messages count: from 1, without the object of a method call
 * @param hidden how many parameters the call does not write: 1 where a function is called as a method of its first argument
 */
export function signatureNote(entry: DocumentedEntry, index: number, hidden = 0): string {
  const last = entry.parameters.at(-1);
  const parameter = entry.parameters[index - 1 + hidden] ?? (last?.name === '...' ? last : undefined);
  const isNamed = parameter !== undefined && parameter.name !== '...';
  const what = isNamed ? `; argument #${String(index)} is \`${parameter.name}\` (${parameter.type})` : '';
  return `the function is \`${entry.signature}\`${what}`;
}
