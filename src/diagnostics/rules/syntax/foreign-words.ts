// Words that are keywords elsewhere, and misspelt keywords of Lua. Control thread.

import { KEYWORDS } from '../../../language/tokens.js';
import type { Token } from '../../../language/tokens.js';
import { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import { suggestNames } from '../../analysis/suggest.js';
import { spanOf } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

/** What to write for a word at the start of a statement; a replacement where the word alone can be exchanged. */
const WORDS: Readonly<Record<string, readonly [advice: string, replacement?: string]>> = {
  var: ['variables are declared with `local`', 'local'],
  let: ['variables are declared with `local`', 'local'],
  const: ['constants are declared with `local name <const> = value`'],
  int: ['Lua has no types for variables: declare with `local`', 'local'],
  string: ['Lua has no types for variables: declare with `local`', 'local'],
  bool: ['Lua has no types for variables: declare with `local`', 'local'],
  float: ['Lua has no types for variables: declare with `local`', 'local'],
  global: ['a variable without `local` is global: leave the word out'],
  def: ['functions are written `function name(...) ... end`', 'function'],
  func: ['functions are written `function name(...) ... end`', 'function'],
  fn: ['functions are written `function name(...) ... end`', 'function'],
  fun: ['functions are written `function name(...) ... end`', 'function'],
  elif: ['write `elseif`', 'elseif'],
  elsif: ['write `elseif`', 'elseif'],
  continue: ['Lua has no `continue`: write `goto continue`, with `::continue::` before the `end` of the loop'],
  pass: ['an empty block needs no statement: leave the word out'],
  import: ['modules are loaded with `local name = require("name")`'],
  from: ['modules are loaded with `local name = require("name")`'],
  include: ['modules are loaded with `local name = require("name")`'],
  using: ['modules are loaded with `local name = require("name")`'],
  try: ['errors are caught with `local ok, result = pcall(function() ... end)`'],
  catch: ['errors are caught with `local ok, result = pcall(function() ... end)`'],
  throw: ['errors are raised with `error("message")`'],
  raise: ['errors are raised with `error("message")`'],
  switch: ['Lua has no `switch`: write `if ... elseif ... end`, or look the value up in a table'],
  case: ['Lua has no `switch`: write `if ... elseif ... end`, or look the value up in a table'],
  foreach: ['write `for key, value in pairs(t) do`'],
  unless: ['write `if not condition then`'],
  class: ['a class is a table: `local Name = {}; Name.__index = Name`'],
  new: ['objects are made by a function of the class: `Name.new(...)`'],
  delete: ['set the variable or field to nil'],
  public: ['Lua has no access words: leave the word out'],
  private: ['Lua has no access words; a `local` is visible in its file only'],
  static: ['Lua has no such word: leave it out'],
  async: ['Lua has no such word: calls that take long simply wait'],
  await: ['Lua has no such word: calls that take long simply wait'],
  export: ['a module returns what it offers: `return M`'],
}; // prettier-ignore

export const foreignWord: Mistake = (place, scene) =>
  statementWord(place, scene) ?? misspeltKeyword(place, scene) ?? elseIf(place, scene);

/** A word before the place where the compiler stopped, which it took for a variable. */
function statementWord(place: SyntaxPlace, scene: Scene): Findings | undefined {
  const { previous, problem } = place;
  if (problem.within !== 'expression statement' || previous?.kind !== 'name') return undefined;
  if (!isStatementStart(place, problem.index - 1)) return undefined;
  const found = Object.hasOwn(WORDS, previous.text) ? WORDS[previous.text] : undefined;
  if (!found) return misspelt(previous, KEYWORDS, scene);
  const [advice, written] = found;
  const span = spanOf(previous);
  const isExchange = written !== undefined && (written !== 'local' || place.token.kind === 'name');
  return new Findings('LUA2009')
    .mark(scene.primary(span, `Lua has no \`${previous.text}\``))
    .advise(advice, isExchange ? scene.edit(span, written) : undefined);
}

/** `if x thne`: a name stands where a certain keyword had to come. */
function misspeltKeyword({ token, expected }: SyntaxPlace, scene: Scene): Findings | undefined {
  if (token.kind !== 'name' || expected === undefined || !KEYWORDS.has(expected)) return undefined;
  return misspelt(token, [expected], scene);
}

function misspelt(token: Token, keywords: Iterable<string>, scene: Scene): Findings | undefined {
  if (token.text.length < 3) return undefined;
  const [keyword, ...more] = suggestNames(token.text, keywords);
  if (keyword === undefined || more.length > 0 || keyword.length < 3) return undefined;
  return new Findings('LUA2009')
    .mark(scene.primary(spanOf(token), `not a keyword of Lua`))
    .advise(`did you mean \`${keyword}\`?`, scene.edit(spanOf(token), keyword));
}

/** `else if` opens a block of its own, whose `end` is missing then. */
function elseIf({ check, expected, token }: SyntaxPlace, scene: Scene): Findings | undefined {
  if (expected !== 'end') return undefined;
  const { tokens } = check;
  const index = tokens.findIndex(
    (candidate, i) =>
      candidate.text === 'else' &&
      tokens[i + 1]?.text === 'if' &&
      tokens[i + 1]?.line === candidate.line &&
      candidate.start < token.start,
  );
  const first = tokens[index];
  const second = tokens[index + 1];
  if (!first || !second || !isStillNeeded(tokens, second, check.open.at(-1)?.token)) return undefined;
  const span = spanOf(first, second);
  return new Findings('LUA2004')
    .mark(scene.primary(span, 'this `if` is a block of its own inside `else`, and needs its own `end`'))
    .advise('write `elseif` in one word', scene.edit(span, 'elseif'));
}

/** The missing `end` belongs to what is open: that must enclose the `else if`. */
function isStillNeeded(tokens: readonly Token[], inner: Token, open: Token | undefined): boolean {
  return open !== undefined && open.start <= inner.start && tokens.includes(open);
}

function isStatementStart({ check }: SyntaxPlace, index: number): boolean {
  const before = check.tokens[index - 1];
  const token = check.tokens[index]!;
  if (!before || before.line < token.line) return true;
  return [';', 'then', 'do', 'else', 'end', ')', 'repeat'].includes(before.text);
}
