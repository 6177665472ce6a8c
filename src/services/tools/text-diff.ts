// Differences of texts line by line, in four spellings. Loads the package that compares. Any thread.

import { createTwoFilesPatch, diffLines, diffWordsWithSpace } from 'diff';

/** Comparing is quadratic in the number of differences: beyond this it is given up. */
const LIMIT = { timeout: 2000 };

/** `undefined` where comparing takes too long. */
export function writeDiff(before: string, after: string, format: string, from: string, to: string): string | undefined {
  if (format === 'unified') return createTwoFilesPatch(from, to, before, after, undefined, undefined, LIMIT);
  if (format === 'inline') {
    return diffWordsWithSpace(before, after, LIMIT)
      ?.map(({ value, added, removed }) => (added ? `{+${value}+}` : removed ? `[-${value}-]` : value))
      .join('');
  }
  const parts = diffLines(before, after, LIMIT);
  return parts
    ?.filter(({ added, removed }) => format === 'context' || added || removed)
    .flatMap(({ value, added, removed }) => prefixed(value, added ? '+ ' : removed ? '- ' : '  '))
    .join('\n');
}

function prefixed(text: string, prefix: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => prefix + line);
}
