// Reserved words used as names, expressions used as statements, and what no other recogniser knows. Control thread.

import { Findings } from '../../analysis/findings.js';
import { plural } from '../../analysis/node-text.js';
import type { Scene } from '../../analysis/scene.js';
import { spanOf } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

export const reservedName: Mistake = (place, scene) => {
  const { token, previous, next, expected, check } = place;
  if (token.kind !== 'keyword') return undefined;
  const findings = new Findings('LUA2012');
  const isField =
    next?.text === '=' && check.open.at(-1)?.closer === '}' && ['{', ',', ';'].includes(previous?.text ?? '');
  if (isField) {
    findings.mark(scene.primary(spanOf(token), `\`${token.text}\` is a reserved word`));
    return findings.advise('write the field in brackets', scene.edit(spanOf(token), `["${token.text}"]`));
  }
  if (expected !== '<name>' && expected !== "<name> or '...'") return undefined;
  findings.mark(scene.primary(spanOf(token), `\`${token.text}\` is a reserved word and cannot be a name`));
  if (previous?.text === '.') {
    const span = spanOf(previous, token);
    return findings.advise('write the field in brackets', scene.edit(span, `["${token.text}"]`));
  }
  return findings.advise('choose another name');
};

export const expressionStatement: Mistake = (place, scene) => {
  const { problem, token, previous } = place;
  const isCallContinued =
    problem.within === 'statement' && isBinary(token.text) && /^(?:["')\]}]|\[\[)/.test(previous?.text ?? '');
  if (problem.within !== 'expression statement' && !isCallContinued) return undefined;
  const findings = new Findings('LUA2011');
  if (token.text === '==') {
    findings.mark(scene.primary(spanOf(token), '`==` compares, it does not assign'));
    return findings.advise('to assign, write `=`', scene.edit(spanOf(token), '='));
  }
  if (isCallContinued && previous?.text === ')') {
    findings.mark(scene.primary(spanOf(token), 'the call is a statement and ends before this'));
    return findings.advise(
      'the result of a calculation must be used: assign it to a variable, or pass it to a function',
    );
  }
  if (previous?.kind === 'string' || previous?.text === '}') {
    findings.mark(scene.primary(spanOf(token), 'the call ends before this'));
    return findings.advise(
      'a call without parentheses takes just one string or table: put the whole argument in parentheses',
    );
  }
  if (previous?.kind === 'name' && token.kind === 'name' && token.line === previous.line) {
    findings.mark(scene.primary(spanOf(previous, token), 'two names in a row'));
    return findings.advise(
      `to call \`${previous.text}\`, write \`${previous.text}(${token.text})\`; otherwise an operator or \`=\` is missing`,
    );
  }
  const statement = previous && token.line !== previous.line ? previous : token;
  findings.mark(scene.primary(spanOf(statement), 'an expression alone is not a statement'));
  const name = previous?.kind === 'name' ? previous.text : undefined;
  return findings.advise(
    name === undefined
      ? 'assign the value to a variable, or pass it to a function'
      : `to call it, write \`${name}()\`; to set it, \`${name} = value\``,
  );
};

function isBinary(text: string): boolean {
  return /^(?:\.\.|[-+*/%^<>&|~]|\/\/|==|~=|<=|>=|<<|>>|and|or)$/.test(text);
}

/** What is left: says what had to come and what came. */
export function plainSyntaxError(place: SyntaxPlace, scene: Scene): Findings {
  const { token, expected, previous, check } = place;
  const findings = new Findings(
    expected !== undefined && /^(?:in|'=' or 'in'|=)$/.test(expected) ? 'LUA2007' : 'LUA2001',
  );
  const wanted = expected !== undefined && /^[a-z(),=]+$/.test(expected) ? `\`${expected}\`` : expected;
  const label = wanted === undefined ? 'not expected here' : `${wanted} expected before this`;
  if (token.kind === 'end of file') {
    if (previous) findings.mark(scene.primary(spanOf(previous), 'the file ends after this'));
  } else {
    findings.mark(scene.primary(spanOf(token), label));
  }
  const advice = adviceFor(place);
  if (check.open.length > 0 && token.kind === 'end of file') {
    findings.note(
      `${plural(check.open.length, 'block or bracket')} still open, the innermost since line ${String(check.open.at(-1)!.token.line)}`,
    );
  }
  return findings.advise(advice);
}

function adviceFor({ token, expected, previous, problem, check }: SyntaxPlace): string | undefined {
  if (expected === "'=' or 'in'") return 'loops are written `for i = 1, n do` or `for key, value in pairs(t) do`';
  if (expected === 'in') return 'after the names of the loop comes `in`: `for key, value in pairs(t) do`';
  if (expected === ',') return 'a numeric loop has a start and a limit: `for i = 1, 10 do`';
  if (expected === 'function arguments')
    return 'after `:` and a name come the arguments: `object:method()`; to read a field, use `.`';
  if (expected === '(') return 'the parameters come in parentheses: `function name(a, b)`';
  if (/^[)\]}]$/.test(token.text) && !check.open.some((opener) => opener.closer === token.text)) {
    return `there is no open bracket that \`${token.text}\` could close`;
  }
  const isOperator = previous?.kind === 'symbol' && !/^[)\]};]$/.test(previous.text);
  if (problem.within !== 'statement' && expected === undefined && isOperator) {
    return `a value is missing after \`${previous.text}\``;
  }
  if (problem.within === 'condition') return `a condition is missing after \`${previous?.text ?? 'if'}\``;
  if (problem.within === 'statement' && (token.kind === 'string' || token.kind === 'number'))
    return 'a value alone is not a statement';
  if (problem.within === 'statement') return 'a statement begins with a name or a keyword';
  return undefined;
}
