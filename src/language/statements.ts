// Where statements begin and which calls they make: what a debugger needs of a source and bytecode does not know. Control thread.
//
// Columns count UTF-16 units from 1, as the Debug Adapter Protocol does.

import { isStatement, readCall } from './nodes.js';
import type { LuaTree, SyntaxNode } from './parse.js';
import { parseLua } from './parse.js';
import type { SourceText } from './positions.js';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface SpreadText {
  /** The text with line breaks added so that every statement begins a line of its own. */
  readonly text: string;
  /** Where in the source each line of {@link text} begins. */
  readonly origins: readonly Place[];
}

/** Nothing is done at these: they only say what follows. */
const NO_STATEMENTS = new Set(['else_statement', 'empty_statement']);

/** Where every statement begins, in order. */
export async function statementStarts(text: string): Promise<readonly Place[]> {
  return withTree(text, (tree) => offsets(tree).map((offset) => placeOf(tree.source, offset)));
}

/** Undefined where every statement has its line already. */
export async function spreadStatements(text: string): Promise<SpreadText | undefined> {
  return withTree(text, (tree) => {
    const { source } = tree;
    const inner = offsets(tree).filter((offset) => !isFirstOnLine(source, offset));
    if (inner.length === 0) return undefined;
    const cuts = [...new Set([...lineStarts(source), ...inner])].sort((a, b) => a - b);
    const isAdded = new Set(inner);
    const parts = cuts.map((cut, i) => `${isAdded.has(cut) ? '\n' : ''}${source.text.slice(cut, cuts[i + 1])}`);
    return { text: parts.join(''), origins: cuts.map((cut) => placeOf(source, firstCode(source, cut))) };
  });
}

/**
 * What is called on a line by the function that is defined on another (0: the main chunk), in the order in which it is called:
 * `greet`, `string.format`, `list:add`.
 */
export async function callsMade(text: string, line: number, lineDefined: number): Promise<readonly string[]> {
  return withTree(text, (tree) => {
    const { source } = tree;
    const made: string[] = [];
    const visit = (node: SyntaxNode): void => {
      if (source.lineAt(node.endIndex) < line || source.lineAt(node.startIndex) > line) return;
      for (const child of node.namedChildren) visit(child);
      const call = node.type === 'function_call' ? readCall(node) : undefined;
      if (call === undefined || source.lineAt(call.argumentsSpan.start) !== line) return;
      if (definitionLine(source, node) === lineDefined) made.push(call.calleeText);
    };
    visit(tree.root);
    return made;
  });
}

async function withTree<T>(text: string, read: (tree: LuaTree) => T): Promise<T> {
  const tree = await parseLua(text);
  try {
    return read(tree);
  } finally {
    tree.dispose();
  }
}

function offsets(tree: LuaTree): number[] {
  const found: number[] = [];
  const visit = (node: SyntaxNode): void => {
    if (isStatement(node) && !NO_STATEMENTS.has(node.type)) found.push(node.startIndex);
    for (const child of node.namedChildren) visit(child);
  };
  visit(tree.root);
  return [...new Set(found)].sort((a, b) => a - b);
}

function lineStarts(source: SourceText): number[] {
  return Array.from({ length: source.lineCount }, (_, i) => source.lineStart(i + 1));
}

function isFirstOnLine(source: SourceText, offset: number): boolean {
  return source.text.slice(source.lineStart(source.lineAt(offset)), offset).trim() === '';
}

/** The first thing at or after an offset that is no space, on its line. */
function firstCode(source: SourceText, offset: number): number {
  const rest = source.text.slice(offset, source.lineEnd(source.lineAt(offset)));
  const spaces = rest.length - rest.trimStart().length;
  return spaces === rest.length ? offset : offset + spaces;
}

function placeOf(source: SourceText, offset: number): Place {
  const line = source.lineAt(offset);
  return { line, column: offset - source.lineStart(line) + 1 };
}

/** The line on which the function around a node is defined, 0 for none. */
function definitionLine(source: SourceText, node: SyntaxNode): number {
  let current: SyntaxNode | null = node.parent;
  while (current && current.type !== 'function_declaration' && current.type !== 'function_definition')
    current = current.parent;
  return current ? source.lineAt(current.startIndex) : 0;
}
