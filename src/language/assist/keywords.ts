// Which keywords may stand at a place. Any thread.

import type { CodeAt } from './code-at.js';
import { endsOperand } from './code-at.js';
import type { OpenBlocks } from './scope-stack.js';

const STATEMENTS = ['local', 'function', 'if', 'for', 'while', 'repeat', 'return', 'do', 'goto'];
const VALUES = ['nil', 'true', 'false', 'not', 'function'];
const OPERATORS = ['and', 'or'];

/** What a name is written for here, if that is special: nothing is proposed for new names. */
export type NamePlace = 'new name' | 'label' | 'attribute' | 'local' | 'expression';

/** @param before number of tokens before the word */
export function namePlaceAt(code: CodeAt, before: number): NamePlace {
  const previous = code.tokens[before - 1];
  if (previous?.kind === 'keyword') {
    if (previous.text === 'goto') return 'label';
    if (previous.text === 'local') return 'local';
    if (previous.text === 'for') return 'new name';
  }
  if (code.is(before - 1, '<') && code.isName(before - 2)) return attributeOrLess(code, before - 2);
  if (code.is(before - 1, '::')) return 'new name';
  if (code.is(before - 1, '(') || code.is(before - 1, ',')) return isParameterList(code, before - 1);
  return 'expression';
}

/** `local a <`, `local a, b <`, or the operator. */
function attributeOrLess(code: CodeAt, name: number): NamePlace {
  let at = name;
  while (code.is(at - 1, ',') && (code.isName(at - 2) || code.is(at - 2, '>'))) at -= code.is(at - 2, '>') ? 5 : 2;
  return code.is(at - 1, 'local') ? 'attribute' : 'expression';
}

/** Names after `function f(` and `local a,` are new ones. */
function isParameterList(code: CodeAt, from: number): NamePlace {
  let at = from;
  while (code.is(at, ',') && code.isName(at - 1)) at -= 2;
  if (code.is(at, 'local') || code.is(at, 'for')) return 'new name';
  if (!code.is(at, '(')) return 'expression';
  at--;
  while (code.isName(at)) at -= code.is(at - 1, '.') || code.is(at - 1, ':') ? 2 : 1;
  return code.is(at, 'function') ? 'new name' : 'expression';
}

/** The keywords that may come where an expression or a statement may. */
export function keywordsAt(code: CodeAt, before: number, open: OpenBlocks): string[] {
  const previous = code.tokens[before - 1];
  const isBoundary = !previous || /^(?:;|then|do|else|repeat)$/.test(previous.text) || isAfterHeader(code, before - 1);
  const isAfterOperand = !isBoundary && endsOperand(previous);
  if (open.awaits && isAfterOperand) return [...OPERATORS, open.awaits, ...(open.awaits === 'do' ? ['in'] : [])];
  const closers = closersOf(open);
  if (isBoundary) return [...STATEMENTS, ...closers];
  if (isAfterOperand) return [...OPERATORS, ...STATEMENTS, ...closers];
  return previous.text === 'return' ? [...VALUES, ...closers] : VALUES;
}

/** Whether the parameters of a function end at a token. */
function isAfterHeader(code: CodeAt, index: number): boolean {
  const open = code.is(index, ')') ? code.partner(index) : undefined;
  if (open === undefined) return false;
  let at = open - 1;
  while (code.isName(at)) at -= code.is(at - 1, '.') || code.is(at - 1, ':') ? 2 : 1;
  return code.is(at, 'function');
}

function closersOf({ innermost, isInLoop }: OpenBlocks): string[] {
  const ends = {
    chunk: [],
    repeat: ['until'],
    then: ['else', 'elseif', 'end'],
    else: ['end'],
    do: ['end'],
    loop: ['end'],
    function: ['end'],
  }[innermost];
  return isInLoop ? ['break', ...ends] : ends;
}
