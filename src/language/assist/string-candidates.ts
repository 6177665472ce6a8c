// What completion proposes inside strings: modules for `require`, files elsewhere. Any thread.

import type { Candidate } from './candidates.js';
import type { CodeAt } from './code-at.js';
import type { Place } from './place.js';

/** Paths that begin with a prefix, as one writes them; folders end with `/`. */
export type ListFiles = (prefix: string) => Promise<readonly string[]>;

export async function stringCandidates(
  code: CodeAt,
  { token, text }: Extract<Place, { kind: 'string' }>,
  files: ListFiles | undefined,
): Promise<Candidate[]> {
  if (!files || /[\\\r\n]/.test(text)) return [];
  if (isRequired(code, token)) {
    const paths = await files(text.replaceAll('.', '/'));
    return toModules(paths, text);
  }
  const paths = await files(text);
  return paths.map((path) => ({ text: path, kind: path.endsWith('/') ? 'folder' : 'file' }));
}

/** `require "name"` or `require("name")`. */
function isRequired(code: CodeAt, token: number): boolean {
  const callee = code.is(token - 1, '(') ? token - 2 : token - 1;
  return code.isName(callee) && code.tokens[callee]!.text === 'require';
}

/** `a/b.lua` is the module `a.b`; folders are the beginning of one. */
function toModules(paths: readonly string[], prefix: string): Candidate[] {
  const names = paths
    .filter((path) => /(?:\.lua|\/)$/.test(path) && !path.replace(/\.lua$|\/$/, '').includes('.'))
    .map((path) => path.replace(/(?:\/init)?\.lua$/, '').replaceAll('/', '.'));
  return [...new Set(names)]
    .filter((name) => name.startsWith(prefix) && name !== 'init')
    .map((text) => ({ text, kind: 'module' }));
}
