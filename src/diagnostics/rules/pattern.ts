// Malformed patterns and replacements of `find`, `match`, `gmatch` and `gsub`: marks the text at fault. Control thread.

import type { SyntaxNode } from '../../language/parse.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';
import { lastNameOf } from '../analysis/site.js';
import type { ReportCode } from '../codes.js';
import type { Rule } from './rule.js';

interface Advice {
  readonly code: ReportCode;
  readonly pattern: RegExp;
  /** Position of the argument at fault when the function is called with `.`. */
  readonly argument: 2 | 3;
  readonly help: string;
}

const ADVICE: readonly Advice[] = [
  {
    code: 'LUA1024',
    pattern: /^malformed pattern \(missing '\]'\)$/,
    argument: 2,
    help: 'write `%[` to match a bracket itself, or close the set with `]`',
  },
  {
    code: 'LUA1024',
    pattern: /^malformed pattern \(ends with '%'\)$/,
    argument: 2,
    help: 'write `%%` to match a percent sign itself',
  },
  {
    code: 'LUA1024',
    pattern: /^(?:unfinished capture|invalid pattern capture)$/,
    argument: 2,
    help: 'every `(` of a pattern needs its `)`; write `%(` and `%)` to match parentheses themselves',
  },
  {
    code: 'LUA1024',
    pattern: /^malformed pattern \(missing arguments to '%b'\)$/,
    argument: 2,
    help: '`%b` takes the two characters that open and close: `%b()`',
  },
  {
    code: 'LUA1024',
    pattern: /^missing '\[' after '%f' in pattern$/,
    argument: 2,
    help: '`%f` takes a set: `%f[%w]` matches where a word begins',
  },
  {
    code: 'LUA1024',
    pattern: /^pattern too complex$/,
    argument: 2,
    help: 'split the pattern, or match step by step with `string.find`',
  },
  {
    code: 'LUA1024',
    pattern: /^too many captures$/,
    argument: 2,
    help: 'a pattern can have 32 captures: use fewer parentheses',
  },
  {
    code: 'LUA1025',
    pattern: /^invalid use of '%' in replacement string$/,
    argument: 3,
    help: 'in a replacement `%1` to `%9` are captures and `%0` is the match; write `%%` for a percent sign',
  },
  {
    code: 'LUA1025',
    pattern: /^invalid capture index %\d+ in replacement string$/,
    argument: 3,
    help: 'the number after `%` must be that of a capture: count the parentheses of the pattern',
  },
  {
    code: 'LUA1025',
    pattern: /^invalid capture index/,
    argument: 2,
    help: 'the number after `%` must be that of a capture: count the parentheses of the pattern',
  },
  {
    code: 'LUA1025',
    pattern: /^invalid replacement value \(an? .+\)$/,
    argument: 3,
    help: 'the function or table given to `gsub` must give a string, a number, or nil or false to keep the match',
  },
];

export const patternRules: readonly Rule[] = ADVICE.map(({ code, pattern, argument, help }) => ({
  pattern,
  explain: (_match, scene) => {
    const findings = new Findings(code);
    const node = findArgument(scene, argument);
    if (node) findings.mark(scene.primary(node, argument === 2 ? 'this pattern' : 'this replacement'));
    return findings.advise(help);
  },
}));

function findArgument(scene: Scene, position: number): SyntaxNode | undefined {
  const name = lastNameOf(scene.failure.frames[0]);
  const names =
    name !== undefined && /^(?:find|match|gmatch|gsub)$/.test(name) ? [name] : ['find', 'match', 'gmatch', 'gsub'];
  const calls = names.map((candidate) => findCalled(scene, candidate).call).filter((call) => call !== undefined);
  const [call] = calls;
  if (calls.length !== 1 || !call) return undefined;
  return call.args[position - 1 - Number(call.isMethod)];
}
