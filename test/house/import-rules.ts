// The rules about imports. Each takes files and answers with one line per breach, which says what to do about it.

import type { FolderRule } from './layout.js';
import type { Import, SourceFile } from './source-file.js';
import { isTest, packageOf, targetOf } from './source-file.js';

/** A folder imports only what its row of the table says. */
export function checkFolders(files: readonly SourceFile[], folders: readonly FolderRule[]): string[] {
  return breaches(files, (file, imported) => {
    const target = targetOf(file, imported);
    if (target === undefined) return undefined;
    if (target.startsWith('..')) return isTest(file.path) ? undefined : 'sources import nothing outside src/';
    const from = ruleOf(file.path, folders);
    const to = ruleOf(target, folders);
    if (from === undefined || to === undefined) return 'no row of the folder table covers this';
    if (from === to || covers(from.imports, target, to)) return undefined;
    if (!covers(from.types, target, to)) return `${from.folder} may not import ${to.folder}`;
    return imported.typeOnly ? undefined : `${from.folder} may import only types of ${to.folder}: use import type`;
  });
}

/** Every third-party package has one owner folder. */
export function checkPackages(
  files: readonly SourceFile[],
  owners: Readonly<Record<string, string>>,
  testPackages: readonly string[],
): string[] {
  return breaches(files, (file, imported) => {
    const name = packageOf(imported);
    if (name === undefined || (isTest(file.path) && testPackages.includes(name))) return undefined;
    const owner = owners[name];
    if (owner === undefined) return `${name} has no owner folder in the table`;
    return isBelow(file.path, owner) ? undefined : `${name} belongs to ${owner}`;
  });
}

/** Modules of Node go by their full name; on the engine thread only those of the table. */
export function checkBuiltins(files: readonly SourceFile[], folders: readonly FolderRule[]): string[] {
  return breaches(files, (file, imported) => {
    const builtins = ruleOf(file.path, folders)?.builtins;
    if (!imported.specifier.startsWith('node:') || imported.typeOnly || isTest(file.path)) return undefined;
    if (builtins === undefined || builtins.includes(imported.specifier)) return undefined;
    return `${ruleOf(file.path, folders)?.folder ?? ''} runs on the engine thread and may use ${builtins.join(', ')}`;
  });
}

/** No file needs itself to be loaded first. Types do not count: they are gone by then. */
export function checkCycles(files: readonly SourceFile[]): string[] {
  const edges = new Map(files.map((file) => [file.path, valueTargets(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}

/** The row that a file belongs to: the one with the longest folder. */
export function ruleOf(path: string, folders: readonly FolderRule[]): FolderRule | undefined {
  const fitting = folders.filter(({ folder }) => isBelow(path, folder));
  return fitting.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** An entry covers a file below it, unless a row more special than the entry rules that file. */
function covers(entries: readonly string[], target: string, to: FolderRule): boolean {
  return entries.some((entry) => isBelow(target, entry) && entry.length >= to.folder.length);
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) || path === `${folder}.ts`;
}

function valueTargets(file: SourceFile): string[] {
  const targets = file.imports.filter(({ typeOnly }) => !typeOnly).map((imported) => targetOf(file, imported));
  return targets.filter((target) => target !== undefined);
}

function breaches(
  files: readonly SourceFile[],
  rule: (file: SourceFile, imported: Import) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const breach = rule(file, imported);
      return breach === undefined ? [] : [`src/${file.path}:${imported.line} '${imported.specifier}': ${breach}`];
    }),
  );
}
