// Bibliographies in YAML: entries by key, with the fields of Hayagriva or the plain ones of BibTeX. Pool thread.

import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { parseName } from './person-names.js';
import type { Bibliography, PersonName, Problem, Reference, ReferenceType } from './reference.js';

const TYPES: Readonly<Record<string, ReferenceType>> = {
  ...{
    article: 'article',
    book: 'book',
    anthology: 'book',
    chapter: 'chapter',
    anthos: 'chapter',
    conference: 'conference',
  },
  ...{ proceedings: 'conference', thesis: 'thesis', report: 'report', web: 'web', blog: 'web', misc: 'misc' },
};

export async function yamlBibliography(text: string): Promise<Bibliography> {
  const { parse } = (await import('yaml')).default;
  let parsed: unknown;
  try {
    parsed = parse(text, { maxAliasCount: 100, schema: 'core' });
  } catch (error) {
    return { references: [], problems: [{ key: '', message: firstLine(error) }] };
  }
  if (!isTable(parsed)) return { references: [], problems: [{ key: '', message: 'it is no table of entries by key' }] };
  const references: Reference[] = [];
  const problems: Problem[] = [];
  for (const [key, entry] of Object.entries(parsed)) {
    if (isTable(entry)) references.push(toReference(key, entry));
    else problems.push({ key, message: 'the entry is no table of fields' });
  }
  return { references, problems };
}

function isTable(value: unknown): value is ValueObject {
  return isValueObject(value as never);
}

function firstLine(error: unknown): string {
  return ((error as Error).message.split('\n')[0] ?? '').replace(/:$/, '');
}

function toReference(key: string, entry: ValueObject): Reference {
  const parent = parentOf(entry['parent']);
  const serial = isTable(entry['serial-number']) ? entry['serial-number'] : {};
  const text = (...names: string[]): string | undefined => {
    for (const name of names) {
      const found = textOf(entry[name]) ?? textOf(parent[name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    key,
    type: TYPES[textOf(entry['type'])?.toLowerCase() ?? ''] ?? 'misc',
    authors: namesOf(entry['author'] ?? entry['authors']),
    editors: namesOf(entry['editor'] ?? parent['editor']),
    ...(compact({
      title: textOf(entry['title']),
      year: /\d{4}/.exec(text('date', 'year') ?? '')?.[0],
      container: textOf(parent['title']) ?? textOf(entry['journal']) ?? textOf(entry['booktitle']),
      publisher: text('publisher', 'organization'),
      place: text('location', 'address'),
      edition: text('edition'),
      volume: text('volume'),
      issue: text('issue', 'number'),
      pages: text('page-range', 'pages')?.replace(/\s*[-–]+\s*/g, '–'),
      doi: textOf(serial['doi']) ?? text('doi'),
      url: text('url'),
    }) as Partial<Reference>),
  };
}

function parentOf(value: unknown): ValueObject {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isTable(first) ? first : {};
}

/** Texts and numbers; of a table its `value`, or `name` of a publisher. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return isTable(value) ? textOf(value['value'] ?? value['name']) : undefined;
}

function namesOf(value: unknown): PersonName[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.flatMap((name) => {
    if (!isTable(name)) return typeof name === 'string' && name.trim() !== '' ? [parseName(name)] : [];
    const family = textOf(name['name']);
    const given = textOf(name['given-name']);
    if (family === undefined) return [];
    return [given === undefined ? { family } : { family, given }];
  });
}
