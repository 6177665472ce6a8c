// Strings and comments that never end, bad numbers and escape sequences: what the lexer refuses. Control thread.

import { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import { spanOf } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

export const lexicalMistake: Mistake = (place, scene) => {
  switch (place.token.problem) {
    case 'unfinished string':
      return unfinishedString(place, scene);
    case 'unfinished long string':
    case 'unfinished long comment':
      return unfinishedLong(place, scene);
    case 'invalid long string delimiter':
      return new Findings('LUA2003')
        .mark(scene.primary(spanOf(place.token)))
        .advise('a long string opens with two brackets: `[[`, or `[==[` with the same number of `=` as in `]==]`');
    case 'malformed number':
      return malformedNumber(place, scene);
    case 'invalid escape sequence':
      return invalidEscape(place, scene);
    default:
      return undefined;
  }
};

function unfinishedString({ token, document }: SyntaxPlace, scene: Scene): Findings {
  const quote = token.text[0]!;
  const findings = new Findings('LUA2002');
  const earlier = straySingleQuote(document.source.lineText(token.line), quote);
  findings.mark(scene.primary(spanOf(token), `opens with ${quote}, which does not come again on this line`));
  if (/\\$/.test(token.text)) {
    findings.advise(
      'the backslash at the end takes the closing quote or the line break into the string; write `\\\\` for a backslash',
    );
  } else if (earlier) {
    findings.advise(
      `a ${quote} inside the text ends the string: write the string with the other kind of quotes, or \`\\${quote}\``,
    );
  } else {
    findings.advise(`close the string with ${quote}; text over several lines goes into \`[[ ... ]]\``);
  }
  return findings;
}

/** Whether the quote stands between letters somewhere on the line, as an apostrophe does. */
function straySingleQuote(line: string, quote: string): boolean {
  return quote === "'" && /[a-z]'[a-z]/i.test(line);
}

function unfinishedLong({ token }: SyntaxPlace, scene: Scene): Findings {
  const isComment = token.problem === 'unfinished long comment';
  const open = /^(?:--)?\[=*\[/.exec(token.text)![0];
  const close = open.replace('--', '').replaceAll('[', ']');
  const findings = new Findings('LUA2003');
  const what = isComment ? 'comment' : 'string';
  findings.mark(scene.primary({ start: token.start, end: token.start + open.length }, `this ${what} never ends`));
  return findings.advise(`close it with \`${close}\`: the number of \`=\` must be the same as in \`${open}\``);
}

function malformedNumber({ token }: SyntaxPlace, scene: Scene): Findings {
  const findings = new Findings('LUA2013');
  findings.mark(scene.primary(spanOf(token), 'not a number'));
  const { text } = token;
  if (/^\d[\d_]*_[\d_]*$/.test(text)) {
    const plain = text.replaceAll('_', '');
    return findings.advise('numbers have no separators', scene.edit(spanOf(token), plain));
  }
  if (/\..*\./.test(text)) {
    return findings.advise(
      text.includes('..')
        ? 'put blanks around `..` after a number: `1 .. "x"`'
        : 'a number has one decimal point at most',
    );
  }
  if (/^0[bBoO]/.test(text))
    return findings.advise('Lua has decimal and hexadecimal (`0xFF`) numbers only; `tonumber("1010", 2)` reads others');
  if (/^0[xX]/.test(text)) return findings.advise('after `0x` come hexadecimal digits: 0 to 9 and a to f');
  if (/^[\d.]+[A-Za-z_]\w*$/.test(text)) {
    return findings.advise(
      `a name cannot begin with a digit, and units are not part of a number: a blank or operator may be missing in \`${text}\``,
    );
  }
  return findings.advise('numbers are written like 42, 3.14, 1e-5 or 0xFF');
}

const ESCAPES =
  'escape sequences are \\n \\t \\r \\\\ \\" \\\' \\a \\b \\f \\v \\z, \\065 (decimal), \\x41 and \\u{20AC}';

function invalidEscape({ token }: SyntaxPlace, scene: Scene): Findings {
  const span = token.problemSpan ?? spanOf(token);
  const findings = new Findings('LUA2014');
  const escape = token.text.slice(span.start - token.start, span.end - token.start);
  findings.mark(scene.primary(span, 'Lua has no such escape sequence'));
  const isPath = /^["'][A-Za-z]:\\/.test(token.text) || /\\[A-Z]/.test(escape);
  if (/^\\[.()[\]*+?^$%-]/.test(escape)) {
    findings.advise(
      `in patterns \`%\` takes the place of the backslash: \`%${escape.slice(1)}\``,
      scene.edit(span, `%${escape.slice(1)}`),
    );
  } else if (/^\\[dswDSWpb]/.test(escape) && !isPath) {
    findings.advise(
      `classes of patterns are written with \`%\`: \`%${escape.slice(1)}\``,
      scene.edit(span, `%${escape.slice(1)}`),
    );
  } else {
    findings.advise(
      `for a backslash itself write \`\\\\\`${isPath ? '; paths may use `/` instead' : ''}, or use \`[[...]]\`, where nothing is escaped`,
      scene.edit(span, `\\${escape}`),
    );
  }
  return findings.note(ESCAPES);
}
