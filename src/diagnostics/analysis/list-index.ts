// Why a list has nothing at a number: an index with a fraction, or one behind its end. Any thread.

import { withoutParentheses } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Findings } from './findings.js';
import { plural, quote } from './node-text.js';
import type { Scene } from './scene.js';

/** Explains a key that is a number but no index of the list. Whether it is one. */
export function explainIndex(scene: Scene, key: SyntaxNode, table: SyntaxNode, findings: Findings): boolean {
  const index = numberOf(scene, key);
  const division = key.type === 'binary_expression' ? key.childForFieldName('operator') : null;
  if (division?.text === '/' && (index === undefined || !Number.isInteger(index))) {
    const result = index === undefined ? 'may have a fraction' : `is ${String(index)} here`;
    findings.advise(
      `elements have integers as index, and what \`/\` gives ${result}: divide with \`//\``,
      scene.edit(division, '//'),
    );
    return true;
  }
  if (index === undefined) return false;
  if (Number.isFinite(index) && !Number.isInteger(index)) {
    findings.advise('elements have integers as index: divide with `//`, or round with `math.floor`');
    return true;
  }
  noteLength(scene, index, table, findings);
  return false;
}

function noteLength(scene: Scene, index: number, table: SyntaxNode, findings: Findings): void {
  const list = scene.valueOf(table);
  const length = list?.length ?? (list?.preview === '{}' ? 0 : undefined);
  if (list?.type !== 'table' || length === undefined || index <= length) return;
  const count = length === 0 ? 'no elements' : plural(length, 'element');
  findings.note(`${quote(table) ?? 'the list'} has ${count}`);
}

/** The value of a number, a variable that holds one, or a division of such. */
function numberOf(scene: Scene, expression: SyntaxNode): number | undefined {
  const node = withoutParentheses(expression);
  if (node.type === 'number') return toNumber(node.text);
  const value = scene.valueOf(node);
  if (value) return value.type === 'number' ? toNumber(value.preview) : undefined;
  const operands = [node.childForFieldName('left'), node.childForFieldName('right')];
  if (node.type !== 'binary_expression' || node.childForFieldName('operator')?.text !== '/') return undefined;
  const [left, right] = operands.map((operand) => operand && numberOf(scene, operand));
  return left == null || right == null ? undefined : left / right;
}

function toNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}
