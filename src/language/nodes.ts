// Reading syntax nodes: calls, statements and what stands on a line. Any thread.

import type { LuaTree, SyntaxNode } from './parse.js';
import type { Span } from './positions.js';

/** A call expression. */
export interface CallSite {
  readonly node: SyntaxNode;
  /** What is called: `f`, `a.b`, `a:b`, `(g or h)`. */
  readonly callee: SyntaxNode;
  readonly calleeText: string;
  /** Last name of the callee (`insert` of `table.insert`); missing for computed callees. */
  readonly name?: SyntaxNode;
  readonly isMethod: boolean;
  /** What stands before the `.` or `:`. */
  readonly receiver?: SyntaxNode;
  readonly args: readonly SyntaxNode[];
  /** Where the arguments begin: the parenthesis, string or table. */
  readonly argumentsSpan: Span;
  /** Whether the last argument may give any number of values. */
  readonly isOpenEnded: boolean;
}

/** Reads a `function_call` node; undefined where it is broken. */
export function readCall(node: SyntaxNode): CallSite | undefined {
  const callee = node.childForFieldName('name');
  const list = node.childForFieldName('arguments');
  if (!callee || !list) return undefined;
  const isMethod = callee.type === 'method_index_expression';
  const name =
    callee.type === 'identifier'
      ? callee
      : (callee.childForFieldName('method') ??
        (callee.type === 'dot_index_expression' ? callee.childForFieldName('field') : null));
  const receiver = callee.childForFieldName('table');
  const args = list.namedChildren.filter((child) => child.type !== 'comment');
  const last = args.at(-1);
  return {
    node,
    callee,
    calleeText: callee.text.replace(/\s+/g, ' '),
    ...(name && { name }),
    isMethod,
    ...(receiver && { receiver }),
    args,
    argumentsSpan: { start: list.startIndex, end: list.endIndex },
    isOpenEnded: last?.type === 'function_call' || last?.type === 'vararg_expression',
  };
}

/** All nodes of the given types that have a part on a line, outermost first. */
export function nodesOnLine(tree: LuaTree, line: number, types: readonly string[]): SyntaxNode[] {
  const start = tree.source.lineStart(line);
  const end = tree.source.lineEnd(line);
  return descendants(tree.root, { start, end }).filter((node) => types.includes(node.type));
}

/** All calls that have a part on a line, outermost first. */
export function callsOnLine(tree: LuaTree, line: number): CallSite[] {
  return nodesOnLine(tree, line, ['function_call'])
    .map(readCall)
    .filter((call) => call !== undefined);
}

const STATEMENT = /(?:_statement|_declaration)$/;

/** Statements that begin on a line; where none does, the innermost that spans it. */
export function statementsOnLine(tree: LuaTree, line: number): SyntaxNode[] {
  const start = tree.source.lineStart(line);
  const end = tree.source.lineEnd(line);
  const all = descendants(tree.root, { start, end }).filter(isStatement);
  const begun = all.filter((node) => node.startIndex >= start && node.startIndex <= end);
  return begun.length > 0 ? begun : all.slice(-1);
}

/** Whether a node is a statement of its own, not the part of a declaration. */
export function isStatement(node: SyntaxNode): boolean {
  const parent = node.parent?.type;
  if (parent === 'variable_declaration') return false;
  if (node.type === 'function_call') return parent === 'block' || parent === 'chunk';
  return STATEMENT.test(node.type);
}

/** The statement that a node belongs to. */
export function statementOf(node: SyntaxNode): SyntaxNode | undefined {
  let current: SyntaxNode | null = node;
  while (current && !isStatement(current)) current = current.parent;
  return current ?? undefined;
}

/** Takes parentheses off an expression. */
export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.type === 'parenthesized_expression' && current.namedChild(0)) current = current.namedChild(0)!;
  return current;
}

/** Value of a string literal without escapes; undefined for anything else. */
export function plainString(node: SyntaxNode): string | undefined {
  if (node.type !== 'string') return undefined;
  const content = node.childForFieldName('content')?.text ?? '';
  return content.includes('\\') ? undefined : content;
}

/** Named nodes that touch a range, parents before children. */
function descendants(root: SyntaxNode, range: Span): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    for (const child of node.namedChildren) {
      if (child.endIndex < range.start) continue;
      if (child.startIndex > range.end) return;
      found.push(child);
      visit(child);
    }
  };
  visit(root);
  return found;
}
