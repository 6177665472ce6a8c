// Reads the Lua files of this folder: cases separated by `----` lines, each a text with `|` for the cursor and the expectations
// behind `--=`.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countCodePoints } from '../../src/language/positions.js';
import { repoRoot } from '../support/repo-root.js';

export interface MarkedCase {
  /** `FILE, line N`: for the name of the test. */
  readonly place: string;
  readonly code: string;
  /** In code points. */
  readonly cursor: number;
  /** Texts of the `--=` lines. */
  readonly expected: readonly string[];
}

/** All cases of a folder below test/rules. */
export function readCases(folder: string): MarkedCase[] {
  const path = join(repoRoot, 'test', 'rules', folder);
  return readdirSync(path)
    .sort()
    .flatMap((file) => casesOf(`${folder}/${file}`, readFileSync(join(path, file), 'utf8')));
}

function casesOf(file: string, text: string): MarkedCase[] {
  let line = 1;
  return text
    .split(/^----\n/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const place = `${file}, line ${String(line)}`;
      line += part.split('\n').length;
      return readCase(place, part);
    });
}

function readCase(place: string, part: string): MarkedCase {
  const lines = part.split('\n');
  const expected = lines
    .filter((line) => line.startsWith('--='))
    .map((line) => line.slice(3).replace(/^ /, '').trimEnd());
  const marked = lines
    .filter((line) => !line.startsWith('--='))
    .join('\n')
    .trimEnd();
  const at = marked.indexOf('|');
  if (at < 0 || marked.includes('|', at + 1)) throw new Error(`${place}: one | says where the cursor is`);
  if (expected.length === 0) throw new Error(`${place}: nothing is expected`);
  return { place, code: marked.replace('|', ''), cursor: countCodePoints(marked.slice(0, at)), expected };
}
