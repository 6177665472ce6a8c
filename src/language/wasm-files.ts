// Finds the WebAssembly files that the parser needs, in a bundle and in a checkout. Any thread of Node.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File name beside a bundle, and where the package that it comes from keeps it. */
const FILES = {
  runtime: ['web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'],
  grammar: ['tree-sitter-lua.wasm', '@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm'],
} as const;

/**
 * Path of one of the parser's files: beside this module, one folder up (a bundle puts shared code into `chunks/`), else inside
 * the installed package.
 *
 * @throws Error where none of the three exists
 */
export function findParserFile(which: keyof typeof FILES): string {
  const [name, inPackage] = FILES[which];
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = [join(here, name), join(here, '..', name)].find((path) => existsSync(path));
  return beside ?? createRequire(import.meta.url).resolve(inPackage);
}
