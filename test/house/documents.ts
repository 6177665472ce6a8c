// Reads the project's documents for the tests that compare them with the code.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../support/repo-root.js';
import type { FolderRule } from './layout.js';

/** The folder table as ARCHITECTURE.md shows it. */
export function renderFolderTable(folders: readonly FolderRule[]): string {
  const rows = folders.map((row) => `| ${row.folder} | ${row.purpose} | ${importsOf(row)} | ${row.thread} |`);
  return ['| folder | purpose | may import | thread |', '|---|---|---|---|', ...rows].join('\n');
}

/** The commands of the first fenced block, without comments. */
export function firstCommands(markdown: string): string[] {
  const block = /^```[a-z]*\n([\s\S]*?)^```/m.exec(markdown)?.[1] ?? '';
  const lines = block.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim());
  return lines.filter((line) => line !== '');
}

/** Targets of relative links, without anchors; code is left out. */
export function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^([a-z]+:|#)/.test(target)).map((target) => target.replace(/#.*$/, ''));
}

/** Source files named in code spans, with at least one folder: `src/base/values.ts`, or below src/ `engine/host.ts`. */
export function namedSources(markdown: string): string[] {
  return [...markdown.matchAll(/`([\w.-]+\/[\w./-]+\.(?:ts|mjs))`/g)].map((match) => match[1] ?? '');
}

/** Every Markdown file of the project, relative to its root. */
export function markdownFiles(): string[] {
  const top = readdirSync(repoRoot).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(repoRoot, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...top, ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
}

export function readText(path: string): string {
  return readFileSync(join(repoRoot, path), 'utf8');
}

function importsOf({ imports, types }: FolderRule): string {
  const all = [...imports, ...types.map((folder) => `${folder} (types)`)];
  return all.length === 0 ? '–' : all.join(', ');
}
