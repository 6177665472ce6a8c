// `attempt to perform bitwise operation on a string value (local 'x')`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import type { Rule } from './rule.js';

export const bitwise: Rule = {
  pattern: new RegExp(`^attempt to perform bitwise operation on a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    const findings = new Findings('LUA1006');
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'bitwise', named, type!, findings);
    if (candidate) explainOperand(scene, candidate.operand, type!, findings);
    else explainByName(scene, named, type!, findings);
    if (findings.help.length > 0) return findings;
    if (type === 'string') return findings.advise('convert the text with `math.tointeger(tonumber(text))` first');
    if (type === 'boolean')
      return findings.advise('for true and false use `and`, `or` and `not`; `&`, `|` and `~` are for integers');
    return findings.advise('`&`, `|`, `~`, `<<` and `>>` work on integers');
  },
};

const BOOLEAN_OPERATORS = new Set(['|', '&', '~', '<<', '>>']);

/** `number has no integer representation`, from an operator; from a function it is a bad argument. */
export const integerNeeded: Rule = {
  pattern: /^number(?: \((local|global|field|upvalue|constant) '(.*)'\))? has no integer representation$/,
  explain([, kind, name], scene) {
    const findings = new Findings('LUA1008');
    const candidate = findOperand(scene, 'bitwise', toNamedOperand(kind, name), 'number', findings);
    if (candidate) {
      const operator = candidate.operation.childForFieldName('operator')?.text ?? '';
      const label = BOOLEAN_OPERATORS.has(operator) ? `\`${operator}\` needs an integer` : 'this must be an integer';
      findings.mark(scene.primary(candidate.operand, label));
      const value = scene.valueOf(candidate.operand);
      if (value?.type === 'number') findings.note(`its value is ${value.preview}`);
    }
    return findings.advise('round it first with `math.floor`, and divide integers with `//` instead of `/`');
  },
};
