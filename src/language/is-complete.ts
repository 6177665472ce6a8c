// Whether a text is ready to run, for prompts that decide at every Enter: fast, synchronous, builds no tree. Any thread.

import { SourceText } from './positions.js';
import type { SyntaxCheck } from './syntax-check.js';
import { checkSyntax } from './syntax-check.js';
import type { Token } from './tokens.js';

export interface Completeness {
  /** `invalid`: no text that follows on the next line makes Lua out of it. */
  readonly status: 'complete' | 'incomplete' | 'invalid';
  /** What the next line begins with; empty unless incomplete. */
  readonly indent: string;
}

const DEFAULT_UNIT = '  ';

/** `=x`, which showed a value in older versions of Lua and does here. */
const OLD_PROMPT = /^(\s*)=(?=\s*[^\s=])/;

/**
 * Judges a text as a prompt sees it: statements, the last of which may be an expression whose value is shown (`x`, `1 + 1`).
 * Rules beyond the grammar (labels, constants, `break`) are left to the compiler.
 */
export function isComplete(code: string): Completeness {
  const source = new SourceText(code.replace(OLD_PROMPT, '$1return '));
  const check = checkSyntax(source);
  const closed = closeLastToken(source, check.tokens);
  if (closed !== undefined) {
    const isHopeless = isComplete(closed).status === 'invalid';
    return { status: isHopeless ? 'invalid' : 'incomplete', indent: '' };
  }
  if (!check.problem) return { status: 'complete', indent: '' };
  const shown = checkShownExpression(source, check);
  if (!shown.problem) return { status: 'complete', indent: '' };
  if (!endsEarly(check) && !endsEarly(shown)) return { status: 'invalid', indent: '' };
  return { status: 'incomplete', indent: indentAfter(source, endsEarly(check) ? check : shown) };
}

/** Reads the last statement of the chunk as the expressions that a prompt shows. */
function checkShownExpression(source: SourceText, { tokens, chunkStatement }: SyntaxCheck): SyntaxCheck {
  const { start, line } = tokens[chunkStatement]!;
  return checkSyntax(new SourceText(`${'\n'.repeat(line - 1)}return ${source.text.slice(start)}`));
}

function endsEarly({ problem }: SyntaxCheck): boolean {
  return problem?.token.kind === 'end of file';
}

/**
 * The text with its last token closed, where that token goes on over the next line: a long string or comment, or a string that
 * ends with an escape that takes the line break in. A plain string cannot: the line break after it makes it invalid.
 */
function closeLastToken({ text }: SourceText, tokens: readonly Token[]): string | undefined {
  const last = tokens.at(-2);
  if (!last?.problem || last.end !== text.length) return undefined;
  if (last.problem === 'unfinished long string') return `${text}]${levelOf(last.text)}]`;
  if (last.problem === 'unfinished long comment') return `${text}]${levelOf(last.text.slice(2))}]`;
  if (!/^["']/.test(last.text)) return undefined;
  const open = /^(?:[^\\]|\\[^])*?(\\(?:z[ \t\v\f\r\n]*|\r\n?|\n\r?)?)$/.exec(last.text);
  const isOnlyProblem = last.problemSpan === undefined || last.problemSpan.end === text.length;
  return open && isOnlyProblem ? text.slice(0, text.length - open[1]!.length) + last.text[0]! : undefined;
}

/** The `==` of `[==[`. */
function levelOf(longBracket: string): string {
  return /^\[(=*)/.exec(longBracket)?.[1] ?? '';
}

/** One unit more than the line on which begins what is unfinished: the innermost bracket or block, or the statement itself. */
function indentAfter(source: SourceText, check: SyntaxCheck): string {
  const statement = check.tokens[check.statement]!;
  const opener = check.open.at(-1)?.token ?? statement;
  const isInStatement = statement.kind !== 'end of file' && statement.start > opener.start;
  const line = (isInStatement ? statement : opener).line;
  return indentOf(source, line) + unitOf(source, check.tokens);
}

function indentOf(source: SourceText, line: number): string {
  return /^[ \t]*/.exec(source.lineText(line))![0];
}

/** The smallest indentation that the text uses. */
function unitOf(source: SourceText, tokens: readonly Token[]): string {
  let unit: string | undefined;
  for (const { line, start, kind } of tokens) {
    const indent = indentOf(source, line);
    if (kind === 'end of file' || indent === '' || source.lineStart(line) + indent.length !== start) continue;
    const candidate = indent.startsWith('\t') ? '\t' : indent;
    if (unit === undefined || candidate.length < unit.length) unit = candidate;
  }
  return unit === undefined || unit === ' ' ? DEFAULT_UNIT : unit;
}
