// Brackets without their closer, commas that are missing between values, quotes inside strings. Control thread.

import { Findings } from '../../analysis/findings.js';
import { after, spanOf, touches } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

/** `'it's'`: a name touches the end of a string. */
export const quoteInText: Mistake = ({ token, previous }, scene) => {
  if (token.kind !== 'name' || previous?.kind !== 'string' || !touches(previous, token)) return undefined;
  const quote = previous.text.at(-1)!;
  if (quote === ']') return undefined;
  return new Findings('LUA2002')
    .mark(scene.primary({ start: previous.end - 1, end: previous.end }, 'the string ends here'))
    .advise(
      `a ${quote} inside the text ends the string: write \`\\${quote}\`, or use ${quote === "'" ? '"..."' : "'...'"} around it`,
    );
};

export const missingComma: Mistake = (place, scene) => {
  const { token, previous, expected, check } = place;
  const opener = check.open.at(-1);
  if ((expected !== '}' && expected !== ')') || !opener || !previous || !startsValue(place)) return undefined;
  const isCall = expected === ')';
  if (isCall && previous.line !== token.line) return undefined;
  const findings = new Findings('LUA2021');
  findings.mark(
    scene.primary(after(previous), isCall ? 'a comma or operator is missing here' : 'a comma is missing here'),
  );
  if (opener.token.line !== previous.line) {
    findings.mark(scene.related(spanOf(opener.token), isCall ? 'the list begins here' : 'the table begins here'));
  }
  return findings.advise(
    isCall
      ? 'arguments are separated by commas, values joined by operators'
      : 'fields of a table are separated by commas',
    scene.edit(after(previous), ','),
  );
};

function startsValue({ token, previous }: SyntaxPlace): boolean {
  const begins =
    token.kind === 'name' ||
    token.kind === 'number' ||
    token.kind === 'string' ||
    ['{', '[', 'function', 'nil', 'true', 'false', 'not'].includes(token.text);
  const ends =
    previous !== undefined &&
    (['name', 'number', 'string'].includes(previous.kind) ||
      ['}', ')', ']', 'end', 'nil', 'true', 'false', '...'].includes(previous.text));
  return begins && ends;
}

export const unclosedBracket: Mistake = (place, scene) => {
  const { expected, check, previous } = place;
  const opener = check.open.at(-1);
  if (!opener || !previous || expected !== opener.closer || !/^[)\]}]$/.test(expected)) return undefined;
  const findings = new Findings('LUA2005');
  if (place.token.kind === 'end of file') {
    findings.mark(scene.primary(spanOf(opener.token), `this \`${opener.token.text}\` is never closed`));
  } else {
    const isNextLine = place.token.line > previous.line;
    findings.mark(scene.primary(after(previous), `\`${expected}\` is missing here${isNextLine ? ' or before' : ''}`));
    findings.mark(scene.related(spanOf(opener.token), 'opened here'));
  }
  return findings.advise(
    `close the \`${opener.token.text}\` of line ${String(opener.token.line)} with \`${expected}\``,
  );
};

/** `function f(a = 1)`: the parameters are no bracket of an expression, and Lua wants `)`. */
export const defaultValue: Mistake = (place, scene) => {
  const { token, expected, previous } = place;
  if (expected !== ')' || token.text !== '=' || previous?.kind !== 'name' || !isParameterList(place)) return undefined;
  return new Findings('LUA2005')
    .mark(scene.primary(spanOf(token), 'parameters have no default values'))
    .advise(`set the default in the body: \`${previous.text} = ${previous.text} or value\``);
};

export const typeAnnotation: Mistake = ({ token, previous, next, check, problem, expected }, scene) => {
  if (token.text !== ':' || previous?.kind !== 'name' || next?.kind !== 'name') return undefined;
  const before = check.tokens[problem.index - 2]?.text ?? '';
  const isLocal = before === 'local';
  if (!isLocal && !(expected === ')' && (before === '(' || before === ','))) return undefined;
  return new Findings('LUA2001')
    .mark(scene.primary(spanOf(token, next), 'Lua has no type annotations'))
    .advise('remove the type', scene.edit(spanOf(token, next), ''));
};

function isParameterList({ check, problem }: SyntaxPlace): boolean {
  for (let i = problem.index - 1; i >= 0; i--) {
    const { text, kind } = check.tokens[i]!;
    if (text === '(') {
      const before = check.tokens.slice(Math.max(0, i - 8), i).map((token) => token.text);
      return before.at(-1) === 'function' || /function [\w.: ]+$/.test(before.join(' '));
    }
    if (kind !== 'name' && text !== ',' && text !== '...') return false;
  }
  return false;
}
