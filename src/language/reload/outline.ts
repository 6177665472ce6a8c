// The functions of a text by what they are called, so that those of a changed text are found in the one before. Any thread.

import { plainString } from '../nodes.js';
import type { LuaTree, SyntaxNode } from '../parse.js';
import { findScopes } from '../scope-builder.js';
import type { Declaration, FunctionScope, Scopes } from '../scopes.js';

export interface OutlinedFunction {
  /** Names from the outside in, with a number where several are called the same: `M.start/on_done`. */
  readonly path: string;
  readonly scope: FunctionScope;
  readonly line: number;
  readonly lastLine: number;
  readonly text: string;
  /** Directly in the main chunk. */
  readonly isOutermost: boolean;
}

export interface Outline {
  readonly tree: LuaTree;
  readonly scopes: Scopes;
  readonly functions: readonly OutlinedFunction[];
}

export function outlineOf(tree: LuaTree): Outline {
  const scopes = findScopes(tree);
  const { source } = tree;
  const paths = new Map<number, string>([[0, '']]);
  const counts = new Map<string, number>();
  const functions = scopes.functions.slice(1).map((scope): OutlinedFunction => {
    const { start, end } = scope.span;
    const bare = `${paths.get(scope.parent ?? 0)}/${calledAs(scope)}`;
    const count = (counts.get(bare) ?? 0) + 1;
    counts.set(bare, count);
    const path = count === 1 ? bare : `${bare}#${count}`;
    paths.set(scope.id, path);
    return {
      path,
      scope,
      line: source.lineAt(start),
      lastLine: source.lineAt(end - 1),
      text: source.text.slice(start, end),
      isOutermost: scope.parent === 0,
    };
  });
  return { tree, scopes, functions };
}

/** Whether a declaration is a local of the whole chunk, which all its functions may share. */
export function isOfChunk({ functionId, visible }: Declaration, { tree }: Outline): boolean {
  return functionId === 0 && visible.end >= tree.source.text.length;
}

/** What stands where a function is written: its name, else what it is given to. */
function calledAs({ name, node }: FunctionScope): string {
  if (name !== undefined) return name.replaceAll(/\s/g, '');
  const parent = node?.parent;
  if (node === undefined || !parent) return '';
  if (parent.type === 'field') return parent.childForFieldName('name')?.text ?? '[]';
  if (parent.type === 'arguments') return callOf(parent);
  const statement = parent.type === 'expression_list' ? parent.parent : null;
  if (statement?.type === 'assignment_statement') return targetOf(statement, parent, node);
  return parent.type;
}

function callOf(list: SyntaxNode): string {
  const first = list.namedChild(0);
  return `${list.parent?.childForFieldName('name')?.text ?? ''}(${(first && plainString(first)) ?? ''})`;
}

function targetOf(statement: SyntaxNode, values: SyntaxNode, node: SyntaxNode): string {
  const at = values.namedChildren.findIndex((child) => child.id === node.id);
  const targets = statement.namedChildren.find((child) => child.type === 'variable_list');
  const names = (targets?.namedChildren ?? []).filter((child) => child.type !== 'attribute');
  return names[at]?.text ?? '';
}
