// Parts of a text as chunks of their own: each gives a function when it is called, whose upvalues are the names that the part uses from
// around it, on the lines where the text has them. Any thread.

import type { SyntaxNode } from '../parse.js';
import type { Declaration } from '../scopes.js';
import { isOfChunk } from './outline.js';
import type { Outline, OutlinedFunction } from './outline.js';

export interface Piece {
  /** `return function ...`, behind declarations of what it uses. */
  readonly code: string;
  /** The names among these that are locals of the whole chunk. */
  readonly shared: readonly string[];
}

/** Lua's limit for the locals of a function, less some. */
const MAX_NAMES = 180;
const LITERALS = new Set(['number', 'string', 'true', 'false', 'nil']);

/** A function as it is written. */
export function functionPiece(outline: Outline, { scope }: OutlinedFunction): Piece {
  const { text } = outline.tree.source;
  const body = text.slice(scope.inside, scope.span.end);
  return piece(outline, scope.inside, text.slice(scope.span.start, scope.span.end), (pad) =>
    pad('return function', scope.inside, selfFirst(body, scope)),
  );
}

/** A statement to be run. @param assigns what stands before the function in place of its name */
export function statementPiece(outline: Outline, node: SyntaxNode): Piece {
  return piece(
    outline,
    node.endIndex,
    node.text,
    (pad) => `${pad('return function() ', node.startIndex, node.text)} end`,
  );
}

/** Gives a local its value again, or for the first time. */
export function localPiece(outline: Outline, statement: SyntaxNode, names: readonly string[]): Piece | undefined {
  const { text } = outline.tree.source;
  if (statement.type === 'function_declaration') {
    const list = statement.childForFieldName('parameters');
    if (!list) return undefined;
    const lead = `return function() ${names[0]} = function`;
    return piece(
      outline,
      statement.endIndex,
      statement.text,
      (pad) => `${pad(lead, list.startIndex, text.slice(list.startIndex, statement.endIndex))} end`,
    );
  }
  const values = statement.descendantsOfType('expression_list')[0];
  if (!values) return undefined;
  const lead = `return function() ${names.join(', ')} = `;
  return piece(
    outline,
    statement.endIndex,
    statement.text,
    (pad) => `${pad(lead, values.startIndex, values.text)} end`,
  );
}

/** Lines of our own that use these locals. */
export function ownPiece(outline: Outline, body: string): Piece {
  return piece(outline, outline.tree.source.text.length - 1, body, () => `return function(old) ${body} end`);
}

/** The text of what a local is declared with, where that is the same in every run. */
export function literalOf({ assignments }: Declaration): string | undefined {
  const node = assignments[0]?.value?.node;
  if (node === undefined) return undefined;
  const isNegative = node.type === 'unary_expression' && /^-\s*[\d.]/.test(node.text);
  return LITERALS.has(node.type) || isNegative ? node.text : undefined;
}

type Pad = (lead: string, at: number, text: string) => string;

function piece(outline: Outline, at: number, words: string, write: (pad: Pad) => string): Piece {
  const used = new Set(words.match(/[A-Za-z_]\w*/g));
  const visible = outline.scopes.visibleAt(at).filter(({ name }) => used.has(name));
  const constants = visible.filter((each) => each.attribute === 'const' && literalOf(each) !== undefined);
  const names = visible.filter((each) => !constants.includes(each)).slice(0, MAX_NAMES);
  const head = [
    ...constants.map((each) => `local ${each.name} <const> = ${literalOf(each)!.replaceAll('\n', '\\n')} `),
    names.length === 0 ? '' : `local ${names.map(({ name }) => name).join(', ')} `,
  ].join('');
  const pad: Pad = (lead, from, text) => {
    const { source } = outline.tree;
    const line = source.lineAt(from);
    const column = from - source.lineStart(line);
    const before = line === 1 ? '' : ' '.repeat(Math.max(0, column - lead.length));
    return `${'\n'.repeat(line - 1)}${before}${lead}${text}`;
  };
  return {
    code: head + write(pad),
    shared: names.filter((each) => isOfChunk(each, outline)).map(({ name }) => name),
  };
}

/** The parameters and the body; a method has `self` first. */
function selfFirst(body: string, { isMethod, parameters, isVararg }: OutlinedFunction['scope']): string {
  if (!isMethod) return body;
  return body.replace('(', parameters.length > 0 || isVararg ? '(self, ' : '(self');
}
