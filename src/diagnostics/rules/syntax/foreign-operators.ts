// Operators and brackets of other languages: `!=`, `+=`, `&&`, `//` as a comment, `[1, 2]` as a list. Control thread.

import type { Token } from '../../../language/tokens.js';
import { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import { lineStartToken, spanOf, touches } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

/** Spellings that are two or three tokens in Lua, and what to write for them. */
const REPLACEMENTS: Readonly<Record<string, readonly [replacement: string, advice: string]>> = {
  '!=': ['~=', 'not equal is written `~=`'],
  '!==': ['~=', 'not equal is written `~=`'],
  '<>': ['~=', 'not equal is written `~=`'],
  '===': ['==', 'equality is written `==`; it never converts types'],
  '&&': ['and', '`and` joins conditions'],
  '||': ['or', '`or` joins conditions'],
  '??': ['or', '`or` gives the right value when the left one is nil or false'],
  '=<': ['<=', 'less or equal is written `<=`'],
  '**': ['^', 'powers are written `^`'],
  '?.': ['.', 'Lua has no `?.`: write `(value or {}).field`'],
};
/** `=>` is an arrow elsewhere and nowhere `>=`. */
const ARROWS = new Set(['=>', '->']);
const COMPOUND = /^(?:\+|-|\*|\/|\/\/|%|\^|\.\.|\||&|~|<<|>>|&&|\|\||\?\?)=$/;
const LOOK_ALIKES: Readonly<Record<string, readonly [replacement: string, name: string]>> = {
  '–': ['-', 'a dash'], '—': ['-', 'a dash'], '−': ['-', 'a mathematical minus sign'],
  '\u00A0': [' ', 'a no-break space'], '\u200B': ['', 'an invisible zero-width space'], '\uFEFF': ['', 'an invisible byte order mark'],
  '，': [',', 'a full-width comma'], '；': [';', 'a full-width semicolon'], '（': ['(', 'a full-width parenthesis'], '）': [')', 'a full-width parenthesis'],
  '×': ['*', 'a multiplication sign'], '≠': ['~=', 'a sign for not equal'], '≤': ['<=', 'a sign for less or equal'], '≥': ['>=', 'a sign for greater or equal'],
}; // prettier-ignore

export const foreignOperator: Mistake = (place, scene) =>
  lookAlike(place, scene) ??
  comment(place, scene) ??
  compound(place, scene) ??
  arrow(place, scene) ??
  replacement(place, scene) ??
  negation(place, scene) ??
  increment(place, scene) ??
  brackets(place, scene);

/** The longest run of touching symbols around the problem that is a known spelling. */
function spelling(
  place: SyntaxPlace,
  isKnown: (text: string) => boolean,
): { first: Token; last: Token; text: string } | undefined {
  const { tokens } = place.check;
  const { index } = place.problem;
  for (let length = 3; length >= 2; length--) {
    for (let start = index - length + 1; start <= index; start++) {
      const run = tokens.slice(Math.max(start, 0), start + length);
      if (start < 0 || run.length < length || !run.every((token) => token.kind === 'symbol')) continue;
      if (!run.every((token, i) => i === 0 || touches(run[i - 1], token))) continue;
      const text = run.map((token) => token.text).join('');
      if (isKnown(text)) return { first: run[0]!, last: run.at(-1)!, text };
    }
  }
  return undefined;
}

function replacement(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const found = spelling(place, (text) => Object.hasOwn(REPLACEMENTS, text));
  if (!found) return undefined;
  const [written, advice] = REPLACEMENTS[found.text]!;
  const span = spanOf(found.first, found.last);
  return new Findings('LUA2008')
    .mark(scene.primary(span, `Lua has no \`${found.text}\``))
    .advise(advice, scene.edit(span, written));
}

/** `x += 1`: with an edit where the target is a single name. */
function compound(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const found = spelling(place, (text) => COMPOUND.test(text));
  if (!found || place.problem.within !== 'expression statement') return undefined;
  const { source } = place.document;
  const { tokens } = place.check;
  const first = tokens[lineStartToken(place, place.problem.index)]!;
  const target = source.slice({ start: first.start, end: found.first.start }).trim();
  const operator = found.text
    .slice(0, -1)
    .replace('&&', 'and')
    .replace(/\|\||\?\?/, 'or');
  const span = spanOf(found.first, found.last);
  const isPlain = /^[\w.]+$/.test(target);
  return new Findings('LUA2008')
    .mark(scene.primary(span, `Lua has no \`${found.text}\``))
    .advise(
      isPlain ? `write \`${target} = ${target} ${operator} ...\`` : 'write the variable on both sides: `x = x + 1`',
      isPlain ? scene.edit(span, `= ${target} ${operator}`) : undefined,
    );
}

function arrow(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const found = spelling(place, (text) => ARROWS.has(text));
  if (!found) return undefined;
  return new Findings('LUA2008')
    .mark(scene.primary(spanOf(found.first, found.last), `Lua has no \`${found.text}\``))
    .advise('a function is written `function(x) return x + 1 end`');
}

/** `x++`, and `x--`, whose end is a comment in Lua. */
function increment(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const plus = spelling(place, (text) => text === '++');
  const previous = place.check.tokens[place.problem.index - 1];
  const minus =
    previous?.kind === 'name' && place.document.source.text.startsWith('--', previous.end) ? previous : undefined;
  if (!plus && !(minus && place.problem.within === 'expression statement')) return undefined;
  const span = plus ? spanOf(plus.first, plus.last) : { start: minus!.end, end: minus!.end + 2 };
  const name = (plus ? place.previous : minus)?.text ?? 'x';
  const sign = plus ? '+' : '-';
  return new Findings('LUA2008')
    .mark(scene.primary(span, plus ? 'Lua has no `++`' : '`--` begins a comment'))
    .advise(`write \`${name} = ${name} ${sign} 1\``, scene.edit(span, ` = ${name} ${sign} 1`));
}

function negation({ token, next }: SyntaxPlace, scene: Scene): Findings | undefined {
  if (token.text === '?') {
    return new Findings('LUA2008')
      .mark(scene.primary(spanOf(token), 'Lua has no `? :`'))
      .advise('write `condition and a or b` (if `a` is never nil or false), or an `if`');
  }
  if (token.text !== '!' || !next) return undefined;
  return new Findings('LUA2008')
    .mark(scene.primary(spanOf(token), 'Lua has no `!`'))
    .advise('negation is written `not`', scene.edit(spanOf(token), touches(token, next) ? 'not ' : 'not'));
}

function comment({ token, next, document, problem }: SyntaxPlace, scene: Scene): Findings | undefined {
  const before = document.source.text.slice(document.source.lineStart(token.line), token.start);
  const isFirst = before.trim() === '';
  const isBlock = token.text === '/' && next?.text.startsWith('*') === true && touches(token, next);
  const isLine =
    token.text === '//' && (isFirst || problem.within === 'statement' || problem.within === 'expression statement');
  const isHash = token.text === '#' && isFirst && problem.within === 'statement';
  if (!isBlock && !isLine && !isHash) return undefined;
  const findings = new Findings('LUA2008');
  if (isBlock) {
    findings.mark(scene.primary(spanOf(token, next), 'not a comment in Lua'));
    return findings.advise('a comment over several lines is written `--[[ ... ]]`');
  }
  findings.mark(scene.primary(spanOf(token), 'not a comment in Lua'));
  return findings.advise('a comment begins with `--`', scene.edit(spanOf(token), '--'));
}

function brackets(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const { token, previous, expected, check } = place;
  if (token.text === '[' && ['=', '(', ',', 'return', 'in', '{'].includes(previous?.text ?? '')) {
    return new Findings('LUA2008')
      .mark(scene.primary(spanOf(token), 'a list does not begin with `[`'))
      .advise('lists and tables are written with braces: `{1, 2, 3}`');
  }
  const opener = check.open.at(-1);
  if (token.text === ':' && expected === '}' && opener) {
    const key = previous?.kind === 'string' ? `[${previous.text}] =` : `${previous?.text ?? 'key'} =`;
    const span = previous && spanOf(previous, token);
    return new Findings('LUA2008')
      .mark(scene.primary(spanOf(token), 'fields of a table are set with `=`'))
      .advise(`write \`${key} value\``, span ? scene.edit(span, key) : undefined);
  }
  const isBlock = expected === 'then' || expected === 'do' || /^(?:\)|then|do|else)$/.test(previous?.text ?? '');
  if (token.text === '{' && isBlock) {
    return new Findings('LUA2008')
      .mark(scene.primary(spanOf(token), 'blocks have no braces'))
      .advise(expected === undefined ? 'a block needs no `{`, and ends with `end`' : `write \`${expected} ... end\``);
  }
  return undefined;
}

const OPENING_QUOTES = /^[“”‘’„«]/;

/** `“text”`: both quotes at once. */
function typographicString({ token, document }: SyntaxPlace, scene: Scene): Findings | undefined {
  if (!OPENING_QUOTES.test(token.text)) return undefined;
  const rest = document.source.text.slice(token.end, document.source.lineEnd(token.line));
  const close = /[“”‘’»]/.exec(rest);
  const span = close ? { start: token.start, end: token.end + close.index + 1 } : spanOf(token);
  const quote = /[‘’]/.test(token.text) ? "'" : '"';
  const text = close ? `${quote}${rest.slice(0, close.index)}${quote}` : quote;
  return new Findings('LUA2008', `unexpected symbol near '${token.text}'`)
    .mark(scene.primary(spanOf(token), 'a typographic quote does not begin a string'))
    .advise(`write strings in straight quotes`, scene.edit(span, text));
}

function lookAlike(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const { token } = place;
  const quotes = typographicString(place, scene);
  if (quotes) return quotes;
  const found = Object.hasOwn(LOOK_ALIKES, token.text) ? LOOK_ALIKES[token.text] : undefined;
  if (found) {
    const [written, name] = found;
    const how = written.trim() === '' ? 'replace it by an ordinary blank' : `write \`${written}\``;
    return new Findings('LUA2008', `unexpected symbol near '${token.text}'`)
      .mark(scene.primary(spanOf(token), `this is ${name}`))
      .advise(how, scene.edit(spanOf(token), written));
  }
  if (token.text !== '`') return undefined;
  return new Findings('LUA2008')
    .mark(scene.primary(spanOf(token), 'backquotes do not make a string'))
    .advise(
      'write strings in `"..."`, or `[[...]]` over several lines, and put values in with `..` or `string.format`',
    );
}
