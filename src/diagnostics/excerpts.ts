// Chooses the lines of source that a report shows around its marks. Any thread.

import type { Documents } from './analysis/document.js';
import { maskSource } from './redact.js';
import type { Excerpt, Mark } from './report.js';

/** Lines shown before and after the one with the error. */
const CONTEXT = 1;

/** One excerpt for each file that has marks, that with the error first. */
export function buildExcerpts(marks: readonly Mark[], documents: Documents): Excerpt[] {
  const primaryFirst = [...marks].sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
  const files = [...new Set(primaryFirst.map((mark) => mark.file))];
  return files.flatMap((file) => {
    const source = documents.all.find((document) => document.file === file)?.source;
    if (!source) return [];
    const own = marks.filter((mark) => mark.file === file && mark.line >= 1 && mark.line <= source.lineCount);
    const numbers = new Set(own.flatMap((mark) => linesAround(mark)));
    const lines = [...numbers]
      .filter((number) => number >= 1 && number <= source.lineCount)
      .sort((a, b) => a - b)
      .map((number) => ({ number, text: maskSource(source.lineText(number)) }));
    const kept = trimBlank(lines, own);
    return own.length > 0 ? [{ file, lines: kept, marks: own }] : [];
  });
}

function linesAround(mark: Mark): number[] {
  if (!mark.isPrimary) return [mark.line];
  return Array.from({ length: 2 * CONTEXT + 1 }, (_none, i) => mark.line - CONTEXT + i);
}

/** Blank lines of context show nothing. */
function trimBlank<Line extends { number: number; text: string }>(
  lines: readonly Line[],
  marks: readonly Mark[],
): Line[] {
  const marked = new Set(marks.map((mark) => mark.line));
  return lines.filter((line) => marked.has(line.number) || line.text.trim() !== '');
}
