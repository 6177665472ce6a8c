// Errors of both kinds of `for`: `'for' initial value must be a number`, `attempt to call a table value` as iterator.
// Control thread.

import { nodesOnLine } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import { explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import type { Rule } from './rule.js';

const PARTS: Readonly<Record<string, string>> = {
  'initial value': 'start',
  initial: 'start',
  limit: 'end',
  step: 'step',
};

export const numericFor: Rule = {
  pattern:
    /^(?:bad 'for' (initial value|limit|step) \(number expected, got (.+)\)|'for' (initial value|initial|limit|step) must be a number)$/,
  explain([, newPart, type, oldPart], scene) {
    const findings = new Findings('LUA1019');
    const part = (newPart ?? oldPart)!;
    const clauses = clausesOnLine(scene, 'for_numeric_clause');
    const node = clauses.length === 1 ? clauses[0]!.childForFieldName(PARTS[part]!) : null;
    const known = type ?? (node ? scene.typeOf(node) : undefined);
    if (node) {
      if (known !== undefined) explainOperand(scene, node, known, findings);
      else findings.mark(scene.primary(node, `the ${part} is not a number`));
    }
    const text = node ? quote(node)?.slice(1, -1) : undefined;
    if (findings.help.length > 0) return findings;
    if (known === 'table' && part === 'limit')
      findings.advise(`to count up to its length, write \`#${text ?? 'list'}\``);
    else if (known === 'string') findings.advise(`convert it: \`tonumber(${text ?? 'value'})\``);
    else findings.advise(`the ${part} of a numeric \`for\` must be a number`);
    return findings;
  },
};

export const zeroStep: Rule = {
  pattern: /^'for' step is zero$/,
  explain(_match, scene) {
    const findings = new Findings('LUA1019');
    const clauses = clausesOnLine(scene, 'for_numeric_clause');
    const step = clauses.length === 1 ? clauses[0]!.childForFieldName('step') : null;
    if (step) findings.mark(scene.primary(step, 'the step is 0: the loop would never end'));
    return findings.advise('use a step above 0 to count up, below 0 to count down');
  },
};

export const genericFor: Rule = {
  pattern: /^attempt to call a (.+?) value(?: \(for iterator '.*'\))?$/,
  explain([whole, type], scene) {
    if (!whole.includes('for iterator')) return undefined;
    const findings = new Findings('LUA1002', `${whole.replace(/ \(for iterator.*/, '')} as the iterator of a \`for\``);
    const clauses = clausesOnLine(scene, 'for_generic_clause');
    const list =
      clauses.length === 1 ? clauses[0]!.namedChildren.find((child) => child.type === 'expression_list') : undefined;
    const first = list?.namedChild(0);
    if (!first) return findings.advise('after `in` write a call of `pairs` or `ipairs`: `for k, v in pairs(t) do`');
    const text = quote(first)?.slice(1, -1) ?? 't';
    if (type === 'table') {
      findings.mark(scene.primary(first, 'a table is no iterator'));
      const alone = list?.namedChildCount === 1;
      findings.advise(
        `write \`pairs(${text})\` for all entries, or \`ipairs(${text})\` for the elements of a list`,
        alone ? scene.edit(first, `pairs(${text})`) : undefined,
      );
      return findings;
    }
    explainOperand(scene, first, type!, findings);
    if (findings.help.length === 0)
      findings.advise('after `in` must stand a function, mostly what `pairs` or `ipairs` returns');
    return findings;
  },
};

function clausesOnLine(scene: Scene, type: string): SyntaxNode[] {
  const tree = scene.document?.tree;
  return tree ? nodesOnLine(tree, scene.line, [type]).filter((node) => scene.isInFrame(node)) : [];
}
