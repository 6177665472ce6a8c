// Differences of texts line by line, in four spellings. Loads the package that compares. Pool thread.

import { createTwoFilesPatch, diffLines, diffWordsWithSpace } from 'diff';

/** Names alone, as `diff -u` writes them. */
const HEADERS = { headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true } };

/** Comparing is quadratic in the number of differences: it is for a thread that can be ended. */
export function writeDiff(before: string, after: string, format: string, from: string, to: string): string {
  if (format === 'unified') return createTwoFilesPatch(from, to, before, after, undefined, undefined, HEADERS);
  if (format === 'inline') {
    return diffWordsWithSpace(before, after)
      .map(({ value, added, removed }) => (added ? `{+${value}+}` : removed ? `[-${value}-]` : value))
      .join('');
  }
  const parts = diffLines(before, after);
  return parts
    .filter(({ added, removed }) => format === 'context' || added || removed)
    .flatMap(({ value, added, removed }) => prefixed(value, added ? '+ ' : removed ? '- ' : '  '))
    .join('\n');
}

function prefixed(text: string, prefix: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => prefix + line);
}
