// `attempt to concatenate a table value (local 't')`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Candidate } from '../analysis/operations.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import type { Rule } from './rule.js';

export const concatenate: Rule = {
  pattern: new RegExp(`^attempt to concatenate a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    const findings = new Findings('LUA1004');
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'concatenate', named, type!, findings);
    if (candidate) {
      explainOperand(scene, candidate.operand, type!, findings);
      advise(scene, candidate, type!, findings);
    } else {
      explainByName(scene, named, type!, findings);
      if (findings.help.length === 0)
        findings.advise('`..` joins strings and numbers; convert other values with `tostring`');
    }
    return findings;
  },
};

function advise(scene: Scene, { operand }: Candidate, type: string, findings: Findings): void {
  const text = quote(operand);
  if (text === undefined) return;
  const plain = text.slice(1, -1);
  if (operand.type === 'nil') {
    findings.advise('leave it out, or write the text "nil"', scene.edit(operand, '"nil"'));
  } else if (type === 'nil') {
    if (findings.help.length === 0)
      findings.advise(`to show nil as text, write \`tostring(${plain})\`; for another text, \`(${plain} or "...")\``);
  } else if (type === 'boolean') {
    findings.advise('convert it to text', scene.edit(operand, `tostring(${plain})`));
  } else if (type === 'table') {
    const stringify = scene.failure.globals['JSON']?.includes('stringify');
    const whole = stringify ? `, or \`JSON.stringify(${plain})\` for all of it` : '';
    findings.advise(`a table has no text of its own: write \`table.concat(${plain}, ", ")\` for a list${whole}`);
  } else if (type === 'function') {
    findings.advise(`${text} is a function: call it to use its result, \`${plain}()\``);
  } else {
    findings.advise(`convert it to text: \`tostring(${plain})\``);
  }
}
