// Matches of a pattern in texts, line by line. Pool thread.

import type { ValueObject } from '../value-kinds.js';
import { badParameter } from './parameters.js';

export interface SearchedText {
  readonly path: string;
  readonly text: string;
}

export interface TextSearch {
  readonly pattern: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  readonly contextLines: number;
  readonly maxPerFile: number;
  readonly maxMatches: number;
}

/** What is shown of a line at most. */
const MAX_LINE = 1000;

/** @throws SpellError `TOOL_PARAMETER` for a pattern that is none */
export function searchTexts(texts: readonly SearchedText[], search: TextSearch): ValueObject[] {
  const pattern = toRegex(search);
  const matches: ValueObject[] = [];
  for (const { path, text } of texts) {
    const lines = linesOf(text);
    const limit = Math.min(search.maxPerFile, search.maxMatches - matches.length);
    matches.push(
      ...matchesIn(lines, pattern, limit).map(([line, match]) => describe(path, lines, line, match, search)),
    );
    if (matches.length >= search.maxMatches) break;
  }
  return matches;
}

/** The line feed that ends a text begins no line. */
function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function matchesIn(lines: readonly string[], pattern: RegExp, limit: number): [line: number, match: RegExpExecArray][] {
  const found: [number, RegExpExecArray][] = [];
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(pattern)) {
      if (found.length >= limit) return found;
      if (match[0] !== '') found.push([index, match]);
    }
  }
  return found;
}

function describe(
  path: string,
  lines: readonly string[],
  index: number,
  match: RegExpExecArray,
  { contextLines }: TextSearch,
): ValueObject {
  const shown = (from: number, to: number): string[] => lines.slice(Math.max(0, from), to).map(shorten);
  return {
    file_path: path,
    line_number: index + 1,
    column_number: match.index + 1,
    line_content: shorten(lines[index] ?? ''),
    matched_text: shorten(match[0]),
    context_before: shown(index - contextLines, index),
    context_after: shown(index + 1, index + 1 + contextLines),
  };
}

function shorten(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}...`;
}

function toRegex({ pattern, isRegex, isCaseSensitive }: TextSearch): RegExp {
  const source = isRegex ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  try {
    return new RegExp(source, isCaseSensitive ? 'gu' : 'giu');
  } catch {
    const help = 'write it as in JavaScript, or leave use_regex out';
    throw badParameter({ name: 'file-search' }, 'pattern', `'${pattern}' is no regular expression`, help);
  }
}
