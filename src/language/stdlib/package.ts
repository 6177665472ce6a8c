// The package library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const PACKAGE: readonly DocumentedRow[] = [
  ['package.config', undefined, 'string', 'Separators used in package.path.'],
  ['package.cpath', undefined, 'string', 'Where `require` looks for C libraries.'],
  ['package.loaded', undefined, 'table', 'Modules that are loaded, by name.'],
  ['package.loadlib', 'libname: string, funcname: string', 'function, or nil and a message', 'Loads a C library.', 'the library cannot be loaded'],
  ['package.path', undefined, 'string', 'Where `require` looks for Lua files; `?` stands for the module name.'],
  ['package.preload', undefined, 'table', 'Loaders of modules that need no file, by name.'],
  ['package.searchers', undefined, 'table', 'Functions that `require` asks in turn for a loader.'],
  ['package.searchpath', 'name: string, path: string, sep?: string, rep?: string', 'string, or nil and a message', 'Finds a file in a path like package.path.', 'no file matches'],
]; // prettier-ignore
