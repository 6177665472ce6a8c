// `attempt to index a nil value (field 'x')`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Candidate } from '../analysis/operations.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import { fieldOf } from '../analysis/scene.js';
import type { Scene } from '../analysis/scene.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import type { Rule } from './rule.js';

export const indexValue: Rule = {
  pattern: new RegExp(`^attempt to index a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    const findings = new Findings('LUA1001');
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'index', named, type!, findings);
    if (!candidate) {
      explainByName(scene, named, type!, findings);
      return findings;
    }
    explainOperand(scene, candidate.operand, type!, findings);
    if (type === 'nil') adviseGuard(candidate, findings);
    else adviseType(scene, candidate, type!, findings);
    return findings;
  },
};

/** The general remedy, where nothing better was found. */
function adviseGuard({ operand, operation }: Candidate, findings: Findings): void {
  const path = fieldOf(operation);
  const text = quote(operand);
  if (findings.help.length > 0 || !path || text === undefined || operation.type === 'method_index_expression') return;
  const plain = text.slice(1, -1);
  const isTarget = operation.parent?.type === 'variable_list';
  if (isTarget) findings.advise(`create the table first: \`${plain} = ${plain} or {}\``);
  else findings.advise(`test it before you use it: \`if ${plain} then ... end\``);
}

function adviseType(scene: Scene, { operand, operation }: Candidate, type: string, findings: Findings): void {
  const text = quote(operand);
  if (findings.help.length > 0 || text === undefined) return;
  const plain = text.slice(1, -1);
  if (type === 'function') {
    findings.advise(`${text} is a function: call it to use what it returns, \`${plain}(...)\``);
  } else if (type === 'string' && operation.parent?.type === 'variable_list') {
    findings.advise('strings have no fields that can be set: a string is not a table');
  } else if (type === 'number' || type === 'boolean') {
    findings.advise(`only tables and strings can be indexed; look where ${text} is set`);
  }
}
