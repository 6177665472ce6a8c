// `if x = 1 then`, and conditions whose `then` or `do` is missing. Control thread.

import { Findings } from '../../analysis/findings.js';
import { after, spanOf } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

export const assignmentInCondition: Mistake = ({ token, problem, expected }, scene) => {
  if (token.text !== '=' || problem.within !== 'condition' || (expected !== 'then' && expected !== 'do'))
    return undefined;
  return new Findings('LUA2006')
    .mark(scene.primary(spanOf(token), '`=` assigns, and cannot stand in a condition'))
    .advise('to compare, write `==`', scene.edit(spanOf(token), '=='));
};

export const missingKeyword: Mistake = ({ previous, expected, check }, scene) => {
  if ((expected !== 'then' && expected !== 'do') || !previous) return undefined;
  const opener = check.open.at(-1)?.token;
  const findings = new Findings('LUA2007');
  findings.mark(scene.primary(after(previous), `\`${expected}\` is missing here`));
  if (opener && opener.line !== previous.line)
    findings.mark(scene.related(spanOf(opener), 'the statement begins here'));
  return findings.advise(
    `after the condition of \`${opener?.text ?? 'if'}\` comes \`${expected}\``,
    scene.edit(after(previous), ` ${expected}`),
  );
};
