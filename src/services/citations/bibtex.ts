// Entries of BibTeX as references. Any thread.

import { compact } from '../value-kinds.js';
import { readBibtex } from './bibtex-entries.js';
import type { BibtexEntry } from './bibtex-entries.js';
import { fromLatex, latexAccents } from './latex-text.js';
import { parseName } from './person-names.js';
import type { Bibliography, PersonName, Reference, ReferenceType } from './reference.js';

const TYPES: Readonly<Record<string, ReferenceType>> = {
  ...{ article: 'article', book: 'book', booklet: 'book', inbook: 'chapter', incollection: 'chapter' },
  ...{ inproceedings: 'conference', conference: 'conference', proceedings: 'book', phdthesis: 'thesis' },
  ...{ mastersthesis: 'thesis', thesis: 'thesis', techreport: 'report', report: 'report', manual: 'report' },
  ...{ online: 'web', electronic: 'web', www: 'web' },
};

export function bibtexBibliography(text: string): Bibliography {
  const { entries, problems } = readBibtex(text);
  return { references: entries.map(toReference), problems };
}

function toReference({ type, key, fields }: BibtexEntry): Reference {
  const text = (...names: string[]): string | undefined => {
    const name = names.find((candidate) => fields.has(candidate));
    return name === undefined ? undefined : fromLatex(fields.get(name) ?? '') || undefined;
  };
  return {
    key,
    type: TYPES[type] ?? 'misc',
    authors: namesIn(fields.get('author')),
    editors: namesIn(fields.get('editor')),
    ...(compact({
      title: text('title'),
      year: text('year') ?? /\d{4}/.exec(text('date') ?? '')?.[0],
      container: text('journal', 'journaltitle', 'booktitle'),
      publisher: text('publisher', 'school', 'institution', 'organization', 'howpublished'),
      place: text('address', 'location'),
      edition: text('edition'),
      volume: text('volume'),
      issue: text('number', 'issue'),
      pages: text('pages')?.replace(/\s*[-–]+\s*/g, '–'),
      doi: text('doi'),
      url: text('url'),
    }) as Partial<Reference>),
  };
}

/** `and` separates names, where no brace holds it. */
function namesIn(field: string | undefined): PersonName[] {
  if (field === undefined) return [];
  const names: string[] = [''];
  let depth = 0;
  for (const word of latexAccents(field).split(/\s+/)) {
    if (word.toLowerCase() === 'and' && depth === 0) names.push('');
    else names.push(`${names.pop() ?? ''} ${word}`);
    depth += (word.match(/\{/g)?.length ?? 0) - (word.match(/\}/g)?.length ?? 0);
  }
  const known = names.map((name) => name.trim()).filter((name) => name !== '');
  return known.map((name) => parseName(/^\{.*\}$/.test(name) ? name : fromLatexName(name)));
}

function fromLatexName(name: string): string {
  return name.replaceAll('~', ' ').replace(/\\([&%_$#])/g, '$1');
}
