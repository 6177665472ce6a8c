// `attempt to perform 'n//0'` and `'n%%0'`, in all their spellings. Control thread.

import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import { candidatesOnLine } from '../analysis/operations.js';
import { explainOrigin } from '../analysis/origin.js';
import type { Rule } from './rule.js';

export const divisionByZero: Rule = {
  pattern: /^attempt to (?:divide by zero|perform 'n(\/\/|%{1,2})0')$/,
  explain([, spelled], scene) {
    const findings = new Findings('LUA1009');
    const symbol = spelled?.startsWith('%') ? '%' : '//';
    const divisors = candidatesOnLine(scene, 'arithmetic').filter(({ operand, operation }) => {
      const isDivisor = operation.childForFieldName('right')?.id === operand.id;
      const value = scene.valueOf(operand);
      const isOther = value?.type === 'number' && value.preview !== '0';
      return isDivisor && operation.childForFieldName('operator')?.text === symbol && !isOther;
    });
    const divisor = divisors.length === 1 ? divisors[0]!.operand : undefined;
    if (divisor) {
      findings.mark(scene.primary(divisor, `${quote(divisor) ?? 'this'} is 0`));
      explainOrigin(scene, divisor, 'number', findings);
    }
    findings.note('with floats the result is infinite or not a number; integers have no such values');
    const text = divisor ? (quote(divisor)?.slice(1, -1) ?? 'n') : 'n';
    return findings.advise(`test the divisor before: \`if ${text} ~= 0 then ... end\``);
  },
};
