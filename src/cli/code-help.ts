// `llmspell help CODE`: the entry of docs/reference/errors.md, which the package brings along, as text. Control thread.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpellError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { packageFolder } from './package-folder.js';
import { Page } from './page.js';
import type { HelpLayout } from './page.js';

/**
 * @param code of a report (`LUA1001`), or of an error of the host (`FILE_NOT_FOUND`); in any case
 * @returns undefined for what does not look like a code
 * @throws SpellError `USAGE` for a code that does not exist
 */
export function renderCodeHelp(code: string, layout: HelpLayout): string | undefined {
  const wanted = code.toUpperCase();
  if (!/^(LUA|LLM|RUN)\d+$|^[A-Z]+_[A-Z_]+$/.test(wanted) && !/^[A-Z]+$/.test(code)) return undefined;
  const entries = readEntries();
  const hostCode = entries.hosts.get(wanted);
  const entry = entries.reports.get(hostCode?.report ?? wanted);
  if (entry === undefined && hostCode === undefined) throw unknownCode(code, wanted, entries);
  const page = new Page(layout);
  if (hostCode !== undefined) page.paragraph(`${wanted}: ${hostCode.meaning}`);
  if (entry !== undefined) renderEntry(page, entry);
  return page.text();
}

interface Entries {
  /** Sections by code, in Markdown with the heading. */
  readonly reports: ReadonlyMap<string, string>;
  readonly hosts: ReadonlyMap<string, { readonly meaning: string; readonly report: string }>;
}

function readEntries(): Entries {
  const file = join(packageFolder(), 'docs/reference/errors.md');
  if (!existsSync(file)) {
    throw new SpellError('USAGE', `the explanations are missing: there is no ${file}`, {
      help: 'install llmspell again',
    });
  }
  const text = readFileSync(file, 'utf8');
  const sections = text.split(/^(?=#{1,3} )/m).filter((section) => section.startsWith('### '));
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| (.+) \| (\S+) \|$/gm)];
  return {
    reports: new Map(sections.map((section) => [/^### (\S+)/.exec(section)?.[1] ?? '', section])),
    hosts: new Map(rows.map(([, code = '', meaning = '', report = '']) => [code, { meaning: plain(meaning), report }])),
  };
}

/** Headings, paragraphs and code are all the Markdown that entries have. */
function renderEntry(page: Page, markdown: string): void {
  const blocks = markdown.matchAll(/^### (?<title>.+)$|^```.*\n(?<code>[^]*?)\n```$|(?<text>(?:^.+$\n?)+)/gm);
  for (const { groups: { title, code, text } = {} } of blocks) {
    if (title !== undefined) page.title(title);
    if (code !== undefined) page.code(code.split('\n'));
    if (text !== undefined) page.paragraph(plain(text.trim().replaceAll('\n', ' ')));
  }
}

/** Without the marks of emphasis and links; those of code stay, as names need them. */
function plain(markdown: string): string {
  return markdown.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}

function unknownCode(written: string, wanted: string, { reports, hosts }: Entries): SpellError {
  const near = /\d/.test(wanted) ? undefined : nearest(wanted, hosts.keys());
  const hint = near === undefined ? '' : ` (did you mean '${near}'?)`;
  return new SpellError('USAGE', `there is no code '${written}'${hint}`, {
    help: `reports begin with one, as in error[${[...reports.keys()][1] ?? ''}]; all are in docs/reference/errors.md`,
  });
}
