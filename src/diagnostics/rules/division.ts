// `attempt to perform 'n//0'` and `'n%%0'`, in all their spellings. Control thread.

import type { SyntaxNode } from '../../language/parse.js';
import { Findings } from '../analysis/findings.js';
import { plural, quote } from '../analysis/node-text.js';
import { explainOrigin } from '../analysis/origin.js';
import type { Scene } from '../analysis/scene.js';
import type { Rule } from './rule.js';

export const divisionByZero: Rule = {
  pattern: /^attempt to (?:divide by zero|perform 'n(\/\/|%{1,2})0')$/,
  explain([, spelled], scene) {
    const findings = new Findings('LUA1009');
    const divisors = findDivisors(scene, spelled?.startsWith('%') ? '%' : '//');
    const divisor = divisors.length === 1 ? divisors[0] : undefined;
    if (divisor) {
      findings.mark(scene.primary(divisor, `${quote(divisor) ?? 'this'} is 0`));
      explainOrigin(scene, divisor, 'number', findings);
    } else if (divisors.length > 1) {
      const lines = new Set(divisors.map((node) => scene.document!.source.lineAt(node.startIndex)));
      findings.note(
        `the function has ${plural(divisors.length, 'division')} that can be meant, on ${lines.size === 1 ? 'line' : 'lines'} ${[...lines].join(', ')}`,
      );
    }
    findings.note('with floats the result is infinite or not a number; integers have no such values');
    const text = divisor ? (quote(divisor)?.slice(1, -1) ?? 'n') : 'n';
    return findings.advise(`test the divisor before: \`if ${text} ~= 0 then ... end\``);
  },
};

/**
 * Right operands that can be 0. The interpreter does not always note where it is before an integer division, so that the line can be
 * one before; then all divisions of the function count.
 */
function findDivisors(scene: Scene, symbol: string): SyntaxNode[] {
  const { document, site } = scene;
  if (!document?.tree || !document.scopes) return [];
  const lineDefined = site.frame?.lineDefined ?? 0;
  const scope = document.scopes.functions.find(
    ({ id, span }) => (id === 0 ? 0 : document.source.lineAt(span.start)) === lineDefined,
  );
  const all = (scope?.node ?? document.tree.root).descendantsOfType('binary_expression');
  return all
    .filter((node) => node.childForFieldName('operator')?.text === symbol && scene.isInFrame(node))
    .map((node) => node.childForFieldName('right'))
    .filter((node) => node !== null)
    .filter((node) => canBeZero(scene, node));
}

function canBeZero(scene: Scene, node: SyntaxNode): boolean {
  if (node.type === 'number') return Number(node.text) === 0;
  const value = scene.valueOf(node);
  return value?.type !== 'number' || Number(value.preview) === 0;
}
