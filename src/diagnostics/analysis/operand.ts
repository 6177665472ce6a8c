// Explains an operand that has the wrong type, whatever it is: variable, field, result of a call. Control thread.

import { withoutParentheses } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { CapturedValue } from '../captured.js';
import { explainWrongCall } from './caller.js';
import type { Findings } from './findings.js';
import { explainMissingField } from './missing-field.js';
import { describeValue, quote } from './node-text.js';
import type { NamedOperand } from './operations.js';
import { explainOrigin } from './origin.js';
import type { Scene } from './scene.js';
import { explainUnknownGlobal } from './unknown-global.js';

export interface OperandOptions {
  readonly isCalled?: boolean;
  /** The table or string whose method was called, where no variable holds it. */
  readonly receiver?: CapturedValue | undefined;
}

/** Marks the operand, says what it is, and looks for the reason. */
export function explainOperand(
  scene: Scene,
  operand: SyntaxNode,
  type: string,
  findings: Findings,
  options: OperandOptions = {},
): void {
  const node = withoutParentheses(operand);
  const text = (node.type === 'nil' ? undefined : quote(node)) ?? 'this';
  findings.mark(scene.primary(focusOf(node), `${text} is ${describeValue(scene.valueOf(node), type)}`));
  const scopes = scene.document?.scopes;
  if (node.type === 'identifier' && scopes) {
    const declaration = scopes.resolve(node);
    const isFirst = declaration?.kind === 'self' || declaration?.parameterIndex === 1;
    if (declaration && isFirst && explainWrongCall(scene, declaration.functionId, findings)) return;
    if (!declaration && type === 'nil') {
      explainUnknownGlobal(scene, node, options.isCalled ?? false, findings);
      return;
    }
    explainOrigin(scene, node, type, findings);
  } else if (node.type.endsWith('index_expression')) {
    if (type === 'nil') explainMissingField(scene, node, findings, options.receiver);
  } else {
    explainOrigin(scene, node, type, findings);
  }
}

/** What an error can say of an operand whose place in the text is not certain: the variable's name is enough for some advice. */
export function explainByName(scene: Scene, named: NamedOperand | undefined, type: string, findings: Findings): void {
  if (!named || type !== 'nil') return;
  const tree = scene.document?.tree;
  if (!tree || (named.kind !== 'global' && named.kind !== 'local' && named.kind !== 'upvalue')) return;
  const start = scene.document.source.lineStart(scene.line);
  const end = scene.document.source.lineEnd(scene.line);
  const uses = tree.root
    .descendantsOfType('identifier')
    .filter(({ text, startIndex, endIndex }) => text === named.name && startIndex >= start && endIndex <= end);
  const scopes = scene.document.scopes!;
  const [use] = uses;
  if (!use || !scene.isInFrame(use) || uses.some((other) => scopes.resolve(other) !== scopes.resolve(use))) return;
  if (named.kind === 'global') explainUnknownGlobal(scene, use, false, findings);
  else explainOrigin(scene, use, type, findings);
}

/** What to underline: for `a.b.c`, the last name. */
function focusOf(node: SyntaxNode): SyntaxNode {
  return (
    node.childForFieldName('method') ??
    (node.type === 'dot_index_expression' ? node.childForFieldName('field') : null) ??
    node
  );
}
