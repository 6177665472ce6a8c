// What the scope builder reads from single nodes: where blocks end, which value each name of an assignment gets. Any thread.

import type { SyntaxNode } from './parse.js';
import type { Span } from './positions.js';
import type { Value } from './scopes.js';

/** Where the scope of a block ends: at the keyword that closes it, not at its last statement. */
export function endOfBlock(node: SyntaxNode): number {
  let next = node.nextSibling;
  while (next?.isExtra) next = next.nextSibling;
  return next?.startIndex ?? node.parent?.endIndex ?? node.endIndex;
}

export function spanOf(node: SyntaxNode): Span {
  return { start: node.startIndex, end: node.endIndex };
}

export function valuesOf(assignment: SyntaxNode | undefined): SyntaxNode[] {
  const list = assignment?.namedChildren.find((child) => child.type === 'expression_list');
  return (list?.namedChildren ?? []).filter((child) => child.type !== 'comment');
}

/** The value that the name at an index receives; the last call or `...` fills all names that are left. */
export function valueAt(values: readonly SyntaxNode[], index: number): Value | undefined {
  const direct = values[index];
  if (direct) return { node: direct, result: 1 };
  const last = values.at(-1);
  if (last?.type !== 'function_call' && last?.type !== 'vararg_expression') return undefined;
  return { node: last, result: index - values.length + 2 };
}
