// `attempt to perform arithmetic on a nil value (local 'x')` and `attempt to add a 'string' with a 'number'`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Candidate } from '../analysis/operations.js';
import { candidatesOnLine } from '../analysis/operations.js';
import { explainShiftedArgument } from '../analysis/constructed.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import { withoutParentheses } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Rule } from './rule.js';

export const arithmetic: Rule = {
  pattern: new RegExp(`^attempt to perform arithmetic on a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    const findings = new Findings('LUA1003');
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'arithmetic', named, type!, findings);
    if (candidate) {
      explainOperand(scene, candidate.operand, type!, findings);
      advise(scene, candidate, type!, findings);
    } else {
      explainByName(scene, named, type!, findings);
    }
    return findings;
  },
};

function advise(scene: Scene, { operand }: Candidate, type: string, findings: Findings): void {
  const text = quote(operand);
  if (findings.help.length > 0 || text === undefined) return;
  const plain = text.slice(1, -1);
  if (operand.type === 'nil') findings.advise('write a number instead of nil');
  else if (type === 'nil') findings.advise(`give it a value first, or a default where it is used: \`(${plain} or 0)\``);
  else if (type === 'function')
    findings.advise(`${text} is a function: call it to calculate with its result, \`${plain}()\``);
  else if (type === 'table') adviseTable(scene, operand, plain, findings);
  else if (type === 'boolean') findings.advise('convert it: `(flag and 1 or 0)`');
}

/** A table with named fields is no list whose elements one would count. */
function adviseTable(scene: Scene, operand: SyntaxNode, plain: string, findings: Findings): void {
  if (explainShiftedArgument(scene, operand, findings)) return;
  const keys = scene.valueOf(operand)?.keys;
  if (keys?.length === 0) findings.advise(`if you mean its number of elements, write \`#${plain}\``);
  else findings.advise('calculate with numbers: take the field of the table that holds one');
}

const SYMBOLS: Readonly<Record<string, string>> = {
  add: '+', sub: '-', mul: '*', mod: '%', pow: '^', div: '/', idiv: '//', unm: '-',
}; // prettier-ignore

/** Raised by the arithmetic metamethods of strings, when a string does not hold a number. */
export const stringArithmetic: Rule = {
  pattern: /^attempt to (add|sub|mul|mod|pow|div|idiv|unm) a '(.+?)' with a '(.+?)'$/,
  explain([, operation, left, right], scene) {
    const findings = new Findings('LUA1003');
    const symbol = SYMBOLS[operation!]!;
    const found = findOperation(scene, symbol, [left!, right!]);
    if (found) {
      const operator = found.childForFieldName('operator')!;
      findings.mark(scene.primary(operator, `${symbol} needs numbers: here ${left!} and ${right!}`));
    }
    if (symbol === '+' && (left === 'string' || right === 'string')) {
      const operator = found?.childForFieldName('operator');
      findings.advise('to join texts, use `..`', operator ? scene.edit(operator, '..') : undefined);
    }
    findings.advise(
      'a text is converted by itself only if all of it is a number; `tonumber(text)` gives nil otherwise',
    );
    return findings;
  },
};

function findOperation(scene: Scene, symbol: string, types: readonly string[]): Candidate['operation'] | undefined {
  const operations = new Map(
    candidatesOnLine(scene, 'arithmetic')
      .filter(({ operation }) => operation.childForFieldName('operator')?.text === symbol)
      .filter(({ operation }) => canBe(scene, operation.childForFieldName('left'), types[0]!))
      .filter(({ operation }) => canBe(scene, operation.childForFieldName('right'), types[1]!))
      .map(({ operation }) => [operation.id, operation]),
  );
  return operations.size === 1 ? [...operations.values()][0] : undefined;
}

/** Whether an operand can have a type; the result of arithmetic is never a string. */
function canBe(scene: Scene, operand: SyntaxNode | null, type: string): boolean {
  if (!operand) return true;
  const node = withoutParentheses(operand);
  const operator = node.type === 'binary_expression' ? (node.childForFieldName('operator')?.text ?? '') : '';
  if (type === 'string' && /^(?:[-+*%^/]|\/\/)$/.test(operator)) return false;
  const known = scene.typeOf(node);
  return known === undefined || known === type;
}
