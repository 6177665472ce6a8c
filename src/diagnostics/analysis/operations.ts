// Finds, in the syntax tree of a line, the one operation that a message speaks of; none where several fit. Any thread.
//
// Bytecode knows lines only. An operation fits when its operand has the name that Lua gives (variable kinds as funcnamefromcode
// and varinfo of ldebug.c name them) and when the line is one that the compiler could have noted for it.

import { nodesOnLine, plainString, statementOf, withoutParentheses } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Scopes } from '../../language/scopes.js';
import { fieldOf } from './scene.js';
import type { Scene } from './scene.js';

/** A variable as messages name it: `(field 'x')`. */
export interface NamedOperand {
  readonly kind: string;
  readonly name: string;
}

/** An operand that may be the one at fault, and the operation that it belongs to. */
export interface Candidate {
  readonly operand: SyntaxNode;
  readonly operation: SyntaxNode;
  /** Lines that the compiler may have noted. */
  readonly lines: readonly number[];
  /** Targets of assignments are used after the values are known. */
  readonly isTarget: boolean;
}

export type OperationKind = 'index' | 'call' | 'length' | 'arithmetic' | 'bitwise' | 'concatenate' | 'compare';

const OPERATORS: Readonly<Record<string, ReadonlySet<string>>> = {
  arithmetic: new Set(['+', '-', '*', '/', '//', '%', '^']),
  bitwise: new Set(['&', '|', '~', '<<', '>>']),
  concatenate: new Set(['..']),
  compare: new Set(['<', '>', '<=', '>=']),
  length: new Set(['#']),
};

const BASIC_TYPES = new Set(['nil', 'boolean', 'number', 'string', 'table', 'function', 'thread', 'userdata']);

const INDEX_TYPES = ['dot_index_expression', 'bracket_index_expression', 'method_index_expression'];

/** Every operand of a kind of operation that the line may be about, in the order of evaluation as far as the text tells. */
export function candidatesOnLine(scene: Scene, kind: OperationKind): Candidate[] {
  const { document, line } = scene;
  if (!document?.tree) return [];
  const types =
    kind === 'index' ? INDEX_TYPES : kind === 'call' ? ['function_call'] : ['binary_expression', 'unary_expression'];
  const lineOf = (offset: number): number => document.source.lineAt(offset);
  return nodesOnLine(document.tree, line, types)
    .flatMap((node) => candidatesOf(node, kind, lineOf))
    .filter((candidate) => candidate.lines.includes(line) && isRunBy(scene, candidate.operand));
}

function candidatesOf(node: SyntaxNode, kind: OperationKind, lineOf: (offset: number) => number): Candidate[] {
  if (kind === 'index') return indexCandidates(node, lineOf);
  if (kind === 'call') return callCandidates(node, lineOf);
  const operator = node.childForFieldName('operator');
  if (!operator || !OPERATORS[kind]!.has(operator.text)) return [];
  const isUnary = node.type === 'unary_expression';
  if (isUnary && kind !== 'length' && !['-', '~'].includes(operator.text)) return [];
  const operands = isUnary
    ? [node.childForFieldName('operand')]
    : [node.childForFieldName('left'), node.childForFieldName('right')];
  const lines = [lineOf(operator.startIndex), lineOf(node.endIndex)];
  return operands.flatMap((operand) => (operand ? [{ operand, operation: node, lines, isTarget: false }] : []));
}

function indexCandidates(node: SyntaxNode, lineOf: (offset: number) => number): Candidate[] {
  const operand = node.childForFieldName('table');
  if (!operand) return [];
  const statement = assignmentTarget(node);
  const lines = [lineOf(node.endIndex - 1), lineOf(operand.endIndex)];
  if (statement) lines.push(lineOf(statement.endIndex - 1));
  return [{ operand, operation: node, lines, isTarget: statement !== undefined }];
}

function callCandidates(node: SyntaxNode, lineOf: (offset: number) => number): Candidate[] {
  const operand = node.childForFieldName('name');
  const args = node.childForFieldName('arguments');
  if (!operand || !args) return [];
  const lines = [lineOf(node.startIndex), lineOf(operand.endIndex), lineOf(args.startIndex)];
  return [{ operand, operation: node, lines, isTarget: false }];
}

function assignmentTarget(node: SyntaxNode): SyntaxNode | undefined {
  const list = node.parent?.type === 'variable_list' ? node.parent : undefined;
  return list?.parent?.type === 'assignment_statement' ? list.parent : undefined;
}

/** Nodes inside other functions than the failing one cannot be at fault. */
function isRunBy(scene: Scene, node: SyntaxNode): boolean {
  return scene.site.frame ? scene.isInFrame(node) : true;
}

/** How Lua names an operand; undefined for those that it cannot name (calls, results of operators, `a or b`). */
export function nameOf(operand: SyntaxNode, scopes: Scopes | undefined): NamedOperand | undefined {
  const node = withoutParentheses(operand);
  switch (node.type) {
    case 'identifier':
      return { kind: scopes?.kindOf(node) ?? 'global', name: node.text };
    case 'dot_index_expression':
      return { kind: 'field', name: node.childForFieldName('field')?.text ?? '?' };
    case 'method_index_expression':
      return { kind: 'method', name: node.childForFieldName('method')?.text ?? '?' };
    case 'bracket_index_expression':
      return { kind: 'field', name: bracketName(node.childForFieldName('field')) };
    case 'string':
      return { kind: 'constant', name: plainString(node) ?? '?' };
    default:
      return undefined;
  }
}

function bracketName(field: SyntaxNode | null): string {
  return (field && plainString(field)) ?? '?';
}

/** Whether an operand can be what a message calls `(field 'x')`, or nothing at all. */
export function isNamed(operand: SyntaxNode, named: NamedOperand | undefined, scopes: Scopes | undefined): boolean {
  const own = nameOf(operand, scopes);
  if (!named) return own === undefined || own.kind === 'constant' || own.name === '?';
  if (own?.kind !== named.kind) return false;
  const wanted = named.name === 'integer index' ? '?' : named.name;
  return own.name === wanted;
}

/**
 * The one candidate that a message means: the only one left, or the first to be evaluated of several that read the same variable
 * with nothing in between that could change it.
 */
export function pickCandidate(scene: Scene, candidates: readonly Candidate[], type: string): Candidate | undefined {
  if (candidates.length < 2) return candidates[0];
  const ordered = [...candidates].sort(
    (a, b) => Number(a.isTarget) - Number(b.isTarget) || a.operand.endIndex - b.operand.endIndex,
  );
  const [first, ...others] = ordered;
  if (isSurelyWrong(scene, first!, type)) return first;
  const text = first!.operand.text;
  if (others.some((other) => other.operand.text !== text)) return undefined;
  const statement = statementOf(first!.operation);
  if (!statement || others.some((other) => statementOf(other.operation)?.id !== statement.id)) return undefined;
  return isAlwaysEvaluated(first!.operand, statement) && isUnchanged(scene, ordered, statement) ? first : undefined;
}

/** An operand that has the wrong type by the way it is written, and is used before all others. */
function isSurelyWrong(scene: Scene, { operand, operation }: Candidate, type: string): boolean {
  const node = withoutParentheses(operand);
  const statement = statementOf(operation);
  const isWritten = node.type !== 'identifier' && !node.type.endsWith('index_expression');
  return isWritten && statement !== undefined && scene.typeOf(node) === type && isAlwaysEvaluated(operand, statement);
}

/** No `and`, `or` or function between the operand and its statement that could skip it. */
function isAlwaysEvaluated(operand: SyntaxNode, statement: SyntaxNode): boolean {
  for (let node = operand; node.id !== statement.id;) {
    const parent = node.parent;
    if (!parent || parent.type === 'function_definition' || parent.type === 'block') return false;
    const operator = parent.type === 'binary_expression' ? parent.childForFieldName('operator')?.text : undefined;
    const isRight = parent.childForFieldName('right')?.id === node.id;
    if (isRight && (operator === 'and' || operator === 'or')) return false;
    node = parent;
  }
  return !/^(?:while|repeat|for)/.test(statement.type);
}

/** A local that only its own function assigns cannot change within a statement; for others no call may come in between. */
function isUnchanged(scene: Scene, candidates: readonly Candidate[], statement: SyntaxNode): boolean {
  const variable = withoutParentheses(candidates[0]!.operand);
  const declaration = variable.type === 'identifier' ? scene.document?.scopes?.resolve(variable) : undefined;
  if (declaration?.assignments.every((assignment) => assignment.functionId === declaration.functionId)) return true;
  const last = Math.max(...candidates.map((candidate) => candidate.operand.startIndex));
  return statement.descendantsOfType('function_call').every((call) => call.endIndex > last);
}

/** Candidates of which the capture does not show that they are right: a field that exists was not nil. */
export function withoutSound(scene: Scene, candidates: readonly Candidate[], wrongType: string): Candidate[] {
  return candidates.filter(({ operand }) => {
    const type = scene.typeOf(operand);
    // Tables and userdata may have a type name of their own in messages (`__name`).
    if (type !== undefined && type !== 'table' && type !== 'userdata' && type !== wrongType) return false;
    if (type !== undefined && type !== wrongType && BASIC_TYPES.has(wrongType)) return false;
    const field = fieldOf(withoutParentheses(operand));
    return !(wrongType === 'nil' && field && scene.hasField(field.table, field.name));
  });
}
