// Which function a call in the text calls: one of the standard library, or one that the text defines. Any thread.

import { readCall } from '../../language/nodes.js';
import type { CallSite } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Scopes } from '../../language/scopes.js';
import type { DocumentedEntry } from '../../language/documented.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import type { Scene } from './scene.js';

/** The standard function that a call reaches: `table.insert(...)`, a local alias of it, or a method of a known string. */
export function standardFunctionOf(scene: Scene, call: CallSite): DocumentedEntry | undefined {
  const scopes = scene.document?.scopes;
  if (!scopes) return undefined;
  if (call.isMethod) {
    const isText = call.receiver && scene.typeOf(call.receiver) === 'string';
    return isText ? STANDARD_LIBRARY.get(`string.${call.name?.text ?? ''}`) : undefined;
  }
  return standardFunctionAt(scopes, call.callee);
}

function standardFunctionAt(scopes: Scopes, callee: SyntaxNode): DocumentedEntry | undefined {
  if (callee.type === 'dot_index_expression') {
    const table = callee.childForFieldName('table');
    const isGlobal = table?.type === 'identifier' && !scopes.resolve(table);
    return isGlobal ? STANDARD_LIBRARY.get(callee.text.replace(/\s+/g, '')) : undefined;
  }
  if (callee.type !== 'identifier') return undefined;
  const declaration = scopes.resolve(callee);
  if (!declaration) return scopes.globals.has(callee.text) ? undefined : STANDARD_LIBRARY.get(callee.text);
  const [only, ...more] = declaration.assignments;
  const value = more.length === 0 && only?.value?.result === 1 ? only.value.node : undefined;
  return value?.type === 'dot_index_expression' || value?.type === 'identifier'
    ? standardFunctionAt(scopes, value)
    : undefined;
}

/** The function node that a callee names, where the text gives the name just one. */
export function definitionOf(scopes: Scopes, callee: SyntaxNode): SyntaxNode | undefined {
  if (callee.type === 'identifier') {
    const assignments = scopes.resolve(callee)?.assignments ?? scopes.globals.get(callee.text) ?? [];
    return assignments.length === 1 ? asFunction(assignments[0]!.value?.node) : undefined;
  }
  const name = callee.childForFieldName('method') ?? callee.childForFieldName('field');
  if (!name) return undefined;
  const fields = scopes.fields.filter((field) => field.name === name.text);
  return fields.length === 1 ? asFunction(fields[0]!.value) : undefined;
}

function asFunction(node: SyntaxNode | undefined): SyntaxNode | undefined {
  return node?.type === 'function_declaration' || node?.type === 'function_definition' ? node : undefined;
}

/** The `return` statements of a function itself, not of functions inside it. */
export function returnsOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (inner: SyntaxNode): void => {
    for (const child of inner.namedChildren) {
      if (child.type === 'return_statement') found.push(child);
      else if (!child.type.startsWith('function_d')) visit(child);
    }
  };
  const body = node.childForFieldName('body');
  if (body) visit(body);
  return found;
}

/** The call that an expression is, parentheses aside. */
export function asCall(node: SyntaxNode): CallSite | undefined {
  return node.type === 'function_call' ? readCall(node) : undefined;
}
