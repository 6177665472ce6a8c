// How reports quote source and values. Any thread.

import type { SyntaxNode } from '../../language/parse.js';
import type { CapturedValue } from '../captured.js';

const MAX_QUOTE = 40;

/** The text of a node on one line and at most 40 characters, in backquotes; undefined where that would say nothing. */
export function quote(node: SyntaxNode): string | undefined {
  const text = node.text.replace(/\s*\n\s*(?=[.:])/g, '').replace(/\s+/g, ' ');
  return text.length > MAX_QUOTE ? undefined : `\`${text}\``;
}

/** `nil`, `a number: 5`, `a table: {x=1}`. */
export function describeValue(value: CapturedValue | undefined, type: string): string {
  if (type === 'nil') return 'nil';
  const preview = value?.type === type && type !== 'function' ? value.preview : type;
  return `${withArticle(type)}${preview === type ? '' : `: ${preview}`}`;
}

export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** `1st`, `2nd`, `3rd`, `4th`. */
export function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${String(n)}${suffix}`;
}

export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
