// `attempt to compare number with nil`, `attempt to compare two table values`. Control thread.

import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import { candidatesOnLine } from '../analysis/operations.js';
import { explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import type { SyntaxNode } from '../../language/parse.js';
import { lastNameOf } from '../analysis/site.js';
import type { Rule } from './rule.js';

export const compare: Rule = {
  pattern: /^attempt to compare (?:two (\S+) values|(\S+) with (\S+))$/,
  explain([, both, left, right], scene) {
    const findings = new Findings('LUA1005');
    const types = both === undefined ? [left!, right!] : [both, both];
    if (scene.failure.frames[0]?.kind === 'host' && lastNameOf(scene.failure.frames[0]) === 'sort') {
      return explainSort(types, findings);
    }
    const comparison = findComparison(scene, types);
    if (comparison) markOperands(scene, comparison, types, findings);
    advise(scene, comparison, types, findings);
    return findings;
  },
};

function explainSort(types: readonly string[], findings: Findings): Findings {
  if (types.includes('nil')) {
    findings.note('the list has a gap: one of its elements is nil');
    return findings.advise('remove the gap before sorting; `#list` is not reliable with nil inside');
  }
  findings.note(`without a function, \`table.sort\` compares elements with \`<\`: here ${types[0]!} with ${types[1]!}`);
  const how = types[0] === types[1] ? 'which of two comes first' : 'how to order values of different types';
  return findings.advise(`pass a function that says ${how}: \`table.sort(list, function(a, b) return a.x < b.x end)\``);
}

/** The comparison on the line whose operands can have these types; none where several can. */
function findComparison(scene: Scene, types: readonly string[]): SyntaxNode | undefined {
  const comparisons = new Map(
    candidatesOnLine(scene, 'compare')
      .filter(({ operation }) => canHaveTypes(scene, operation, types))
      .map(({ operation }) => [operation.id, operation]),
  );
  return comparisons.size === 1 ? [...comparisons.values()][0] : undefined;
}

function operandsOf(comparison: SyntaxNode): SyntaxNode[] {
  return [comparison.childForFieldName('left'), comparison.childForFieldName('right')].filter((node) => node !== null);
}

function canHaveTypes(scene: Scene, comparison: SyntaxNode, types: readonly string[]): boolean {
  const [a, b] = operandsOf(comparison).map((operand) => scene.typeOf(operand));
  const fits = (first: string, second: string): boolean =>
    (a === undefined || a === first) && (b === undefined || b === second);
  return fits(types[0]!, types[1]!) || fits(types[1]!, types[0]!);
}

/** Which operand has which type: known for one of them, it is known for both. */
function typesOf(scene: Scene, comparison: SyntaxNode, types: readonly string[]): readonly string[] | undefined {
  if (types[0] === types[1]) return types;
  const [a, b] = operandsOf(comparison).map((operand) => scene.typeOf(operand));
  if (a === types[0] || b === types[1]) return types;
  if (a === types[1] || b === types[0]) return [types[1]!, types[0]!];
  return undefined;
}

function markOperands(scene: Scene, comparison: SyntaxNode, types: readonly string[], findings: Findings): void {
  const operands = operandsOf(comparison);
  const known = typesOf(scene, comparison, types);
  const nilAt = known?.indexOf('nil') ?? -1;
  if (nilAt >= 0 && operands[nilAt]) {
    explainOperand(scene, operands[nilAt], 'nil', findings);
    return;
  }
  const operator = comparison.childForFieldName('operator');
  if (operator) findings.mark(scene.primary(operator, `cannot order ${types[0]!} and ${types[1]!}`));
  if (!known || known[0] === known[1]) return;
  operands.forEach((operand, i) => {
    if (operand.type === 'number' || operand.type === 'string') return;
    findings.mark(scene.related(operand, `${known[i] === 'nil' ? '' : 'a '}${known[i]!}`));
  });
}

function advise(scene: Scene, comparison: SyntaxNode | undefined, types: readonly string[], findings: Findings): void {
  if (findings.help.length > 0) return;
  const known = comparison && typesOf(scene, comparison, types);
  if (types.includes('number') && types.includes('string')) {
    const text = known && operandsOf(comparison)[known.indexOf('string')];
    const plain = text ? quote(text)?.slice(1, -1) : undefined;
    const edit = text && plain !== undefined ? scene.edit(text, `tonumber(${plain})`) : undefined;
    findings.advise('convert the text to a number before you compare', edit);
  } else if (types.includes('nil')) {
    findings.advise('test for nil before you compare, or use a default: `(value or 0)`');
  } else if (types[0] === types[1] && types[0] === 'function') {
    findings.advise('call the functions to compare what they return');
  } else if (types[0] === types[1] && types[0] === 'table') {
    findings.advise('compare a field of each (`a.x < b.x`), or give their metatable a `__lt` function');
  } else if (types[0] === types[1] && types[0] === 'boolean') {
    findings.advise('booleans have no order: use `==`, `and`, `or`, `not`');
  } else {
    findings.advise('`<` and `>` work on two numbers or two strings');
  }
}
