// What the tool `citation-formatter` does with a bibliography: formats works of it, or says what is missing. Pool thread.

import { didYouMean } from '../../base/nearest.js';
import { badParameter } from '../tools/parameters.js';
import type { ValueObject } from '../value-kinds.js';
import { bibtexBibliography } from './bibtex.js';
import type { Bibliography, Problem, Reference, ReferenceType } from './reference.js';
import { STYLES } from './styles.js';
import { yamlBibliography } from './yaml-bibliography.js';

const TOOL = { name: 'citation-formatter' };

function read(input: string, format: string): Bibliography | Promise<Bibliography> {
  return format === 'bibtex' ? bibtexBibliography(input) : yamlBibliography(input);
}

/**
 * @param keys of the works in the order in which they are cited; all, as they stand in the input, where there are none
 * @throws SpellError `TOOL_PARAMETER` for input that cannot be read, and keys that are not in it
 */
export async function formatCitations(
  input: string,
  format: string,
  style: string,
  keys: readonly string[],
): Promise<ValueObject> {
  const { references, problems } = await read(input, format);
  const [problem] = problems;
  if (problem !== undefined)
    throw badParameter(TOOL, 'input', said(problem), 'validate_bibliography tells all that is wrong');
  if (references.length === 0)
    throw badParameter(TOOL, 'input', `there is no entry of ${format} in it`, 'check format');
  const works = keys.length === 0 ? references : keys.map((key) => byKey(references, key));
  const { inText, reference } = STYLES.find(({ name }) => name === style)!;
  const citations = works.map((work, index) => {
    return { key: work.key, citation: inText(work, index + 1), reference: reference(work, index + 1) };
  });
  return { style, citations, bibliography: citations.map((citation) => citation.reference).join('\n') };
}

function byKey(references: readonly Reference[], key: string): Reference {
  const found = references.find((reference) => reference.key === key);
  if (found !== undefined) return found;
  const keys = references.map((reference) => reference.key);
  throw badParameter(
    TOOL,
    'cite_keys',
    `there is no entry '${key}'${didYouMean(key, keys)}`,
    `there are ${keys.join(', ')}`,
  );
}

function said({ key, message }: Problem): string {
  return key === '' ? message : `${key}: ${message}`;
}

/** What a reader needs to find a work of a type. */
const REQUIRED: Readonly<Record<ReferenceType, readonly (keyof Reference)[]>> = {
  article: ['title', 'authors', 'year', 'container'],
  book: ['title', 'year', 'publisher'],
  chapter: ['title', 'authors', 'year', 'container'],
  conference: ['title', 'authors', 'year', 'container'],
  thesis: ['title', 'authors', 'year', 'publisher'],
  report: ['title', 'year', 'publisher'],
  web: ['title', 'url'],
  misc: ['title'],
};

const NAMES: Readonly<Partial<Record<keyof Reference, string>>> = {
  authors: 'author',
  container: 'the journal or book that it is in',
};

/** Errors are what cannot be read or is there twice; warnings what a reference lacks. */
export async function validateBibliography(input: string, format: string): Promise<ValueObject> {
  const { references, problems } = await read(input, format);
  const keys = references.map(({ key }) => key);
  const twice = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  const errors = [...problems, ...twice.map((key) => ({ key, message: 'the key is there more than once' }))];
  if (references.length === 0 && errors.length === 0)
    errors.push({ key: '', message: `there is no entry of ${format} in it` });
  const warnings = references.flatMap(lacks);
  return {
    valid: errors.length === 0,
    entry_count: references.length,
    errors,
    warnings,
    keys,
  } as unknown as ValueObject;
}

function lacks(work: Reference): Problem[] {
  const isMissing = (field: keyof Reference): boolean => work[field] === undefined || work[field].length === 0;
  const missing = REQUIRED[work.type].filter(isMissing);
  return missing.map((field) => ({ key: work.key, message: `${NAMES[field] ?? field} is missing` }));
}
