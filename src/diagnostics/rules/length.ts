// `attempt to get length of a nil value (local 'x')`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import type { Rule } from './rule.js';

export const length: Rule = {
  pattern: new RegExp(`^attempt to get length of a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    const findings = new Findings('LUA1007');
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'length', named, type!, findings);
    if (!candidate) {
      explainByName(scene, named, type!, findings);
      return findings;
    }
    explainOperand(scene, candidate.operand, type!, findings);
    const plain = quote(candidate.operand)?.slice(1, -1);
    if (findings.help.length > 0 || plain === undefined) return findings;
    if (candidate.operand.type === 'nil') findings.advise('nil has no length: `#` works on strings and tables');
    else if (type === 'nil')
      findings.advise(`if it may be missing, use an empty table in its place: \`#(${plain} or {})\``);
    else if (type === 'number') findings.advise(`a number has no length; for its digits write \`#tostring(${plain})\``);
    else if (type === 'function') findings.advise(`\`${plain}\` is a function: call it first, \`#${plain}()\``);
    else findings.advise('`#` works on strings and tables');
    return findings;
  },
};
