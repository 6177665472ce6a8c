// Scripts of tests whose statements are marked: `|` stands before each that does not begin its line.

import type { Statements } from '../../src/debugger/contract.js';
import { PATH } from './debugged-engine.js';
import { PRELUDE } from './engine.js';

export interface MarkedScript {
  readonly lines: readonly string[];
  readonly statements: Statements;
}

/** The first line of the script should be a comment: the test engine puts something before it. */
export function marked(...marked: readonly string[]): MarkedScript {
  const lines = marked.map((line) => line.replaceAll('|', ''));
  const origins = marked.flatMap((line, i) => {
    let column = 1;
    return line.split('|').map((part) => {
      const origin = { line: i + 1, column: column + (part.length - part.trimStart().length) };
      column += part.length;
      return origin;
    });
  });
  const spread = PRELUDE + marked.join('\n').replaceAll('|', '\n');
  return { lines, statements: { source: { path: PATH }, spread, origins } };
}
