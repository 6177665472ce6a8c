// The rules about files as such. Each answers with one line per breach.

import type { SourceFile } from './source-file.js';
import { isTest } from './source-file.js';

/** Every file begins with a comment that says what it is for. */
export function checkHeaders(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => !isTest(path) && !/^(#!.*\n)?\s*(\/\/ \S|\/\*)/.test(text))
    .map(({ path }) => `src/${path}: begins without a comment that says what the file is for`);
}

/** A file that only passes on what others export hides where things live, and makes cycles. */
export function checkBarrels(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => path.endsWith('/index.ts') || onlyPassesOn(text))
    .map(({ path }) => `src/${path}: only passes on what other files export; import those`);
}

/** `x.test.ts` stands beside `x.ts`. */
export function checkTestPlaces(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => isTest(path) && !paths.has(path.replace(/\.test\.ts$/, '.ts')))
    .map(({ path }) => `src/${path}: there is no ${path.replace(/\.test\.ts$/, '.ts')} that it could test`);
}

function onlyPassesOn(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim();
  const exports = /export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'[^']+';?/g;
  return code !== '' && code.replace(exports, '').trim() === '';
}
