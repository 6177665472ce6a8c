// Styles of citations: how the reference of a work reads in the list, and how it is named in the text. Any thread.

import { initials } from './person-names.js';
import type { PersonName, Reference } from './reference.js';

export interface CitationStyle {
  readonly name: string;
  readonly description: string;
  /** @param number of the work in the list, from 1 */
  readonly inText: (work: Reference, number: number) => string;
  readonly reference: (work: Reference, number: number) => string;
}

const familyFirst = ({ family, given }: PersonName): string =>
  given === undefined ? family : `${family}, ${initials(given)}`;
const initialsFirst = ({ family, given }: PersonName): string =>
  given === undefined ? family : `${initials(given)} ${family}`;
const wholeFamilyFirst = ({ family, given }: PersonName): string =>
  given === undefined ? family : `${family}, ${given}`;
const whole = ({ family, given }: PersonName): string => (given === undefined ? family : `${given} ${family}`);
const tight = ({ family, given }: PersonName): string =>
  given === undefined ? family : `${family} ${initials(given).replace(/[.\s-]/g, '')}`;

/** `A`, `A and B`, `A, B, and C`. */
function listed(names: readonly string[], and: string, comma: ',' | '' = ','): string {
  if (names.length < 2) return names[0] ?? '';
  if (names.length === 2) return `${names[0]}${and === '&' ? comma : ''} ${and} ${names[1]}`;
  return `${names.slice(0, -1).join(', ')}${comma} ${and} ${names.at(-1)}`;
}

/** Whoever is named first: authors, else editors. */
const people = (work: Reference): readonly PersonName[] => (work.authors.length > 0 ? work.authors : work.editors);
const yearOf = (work: Reference): string => work.year ?? 'n.d.';
const titleOf = (work: Reference): string => work.title ?? 'Untitled';
const linkOf = ({ doi, url }: Reference): string | undefined =>
  doi === undefined ? url : `https://doi.org/${bareDoi(doi)}`;
const bareDoi = (doi: string): string => doi.replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:\s*)/i, '');

/** Whether it stands in something larger, whose title is the one that is set apart. */
const isPart = (work: Reference): boolean => work.container !== undefined;
/** A title that is its own work, set apart as plain text can. */
const apart = (title: string): string => `*${title}*`;

/** The parts that are there, each ended by one full stop. */
function sentences(...parts: readonly (string | undefined)[]): string {
  const there = parts.filter((part): part is string => part !== undefined && part !== '');
  return there
    .map((part) => (/[.?!]["”]?$|[.?!]\*$/.test(part) || /https?:\S+$/.test(part) ? part : `${part}.`))
    .join(' ');
}

const joined = (separator: string, ...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(separator);

const prefixed = (prefix: string, part: string | undefined): string | undefined =>
  part === undefined ? undefined : `${prefix}${part}`;

/** In text, by family names and year. */
function authorDate(work: Reference, and: string, most: number, separator: string): string {
  const names = people(work).map(({ family }) => family);
  const who = names.length === 0 ? titleOf(work) : names.length > most ? `${names[0]} et al.` : listed(names, and, '');
  return `(${who}${separator}${yearOf(work)})`;
}

/** `12(3)`. */
const volumeAndIssue = ({ volume, issue }: Reference): string | undefined =>
  volume === undefined ? issue : issue === undefined ? volume : `${volume}(${issue})`;

const pagesOf = ({ pages }: Reference): string | undefined =>
  prefixed(pages?.includes('–') === true ? 'pp. ' : 'p. ', pages);

const publisherAt = ({ place, publisher }: Reference): string | undefined =>
  joined(': ', place, publisher) || undefined;

const edition = ({ edition: text }: Reference): string | undefined =>
  text === undefined
    ? undefined
    : /^\d+$/.test(text)
      ? `${ordinal(Number(text))} ed.`
      : /ed/i.test(text)
        ? text
        : `${text} ed.`;

function ordinal(number: number): string {
  const ending = [11, 12, 13].includes(number % 100) ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

const APA: CitationStyle = {
  name: 'apa',
  description: 'American Psychological Association, 7th edition: author and year',
  inText: (work) => authorDate(work, '&', 2, ', '),
  reference: (work) => {
    const who = listed(people(work).map(familyFirst), '&');
    const role =
      work.authors.length === 0 && work.editors.length > 0 ? ` (Ed${work.editors.length > 1 ? 's' : ''}.)` : '';
    const title = isPart(work)
      ? titleOf(work)
      : joined(' ', apart(titleOf(work)), prefixed('(', edition(work)) && `(${edition(work)})`);
    if (who === '') return sentences(title, `(${yearOf(work)})`, partApa(work), linkOf(work));
    return sentences(`${who}${role}`, `(${yearOf(work)})`, title, partApa(work), linkOf(work));
  },
};

function partApa(work: Reference): string | undefined {
  if (work.container === undefined) return work.publisher;
  if (work.type !== 'chapter') return joined(', ', apart(work.container), volumeAndIssue(work), work.pages);
  const editors =
    work.authors.length > 0 && work.editors.length > 0 ? listed(work.editors.map(initialsFirst), '&', '') : '';
  const by = editors === '' ? '' : `${editors} (Ed${work.editors.length > 1 ? 's' : ''}.), `;
  return sentences(
    joined(' ', `In ${by}${apart(work.container)}`, pagesOf(work) && `(${pagesOf(work)})`),
    work.publisher,
  );
}

const MLA: CitationStyle = {
  name: 'mla',
  description: 'Modern Language Association, 9th edition: author',
  inText: (work) => {
    const names = people(work).map(({ family }) => family);
    return `(${names.length === 0 ? titleOf(work) : names.length > 2 ? `${names[0]} et al.` : listed(names, 'and', '')})`;
  },
  reference: (work) => {
    const title = isPart(work) ? `“${titleOf(work)}.”` : apart(titleOf(work));
    const rest = joined(
      ...[', ', prefixed('', work.container && apart(work.container)), prefixed('vol. ', work.volume)],
      ...[prefixed('no. ', work.issue), isPart(work) ? undefined : edition(work), work.publisher, work.year],
      pagesOf(work),
    );
    return sentences(peopleMla(work), title, rest, linkOf(work));
  },
};

function peopleMla(work: Reference): string {
  const [first, ...others] = people(work);
  if (first === undefined) return '';
  if (others.length > 1) return `${wholeFamilyFirst(first)}, et al.`;
  return joined(', and ', wholeFamilyFirst(first), others[0] && whole(others[0]));
}

const CHICAGO: CitationStyle = {
  name: 'chicago',
  description: 'Chicago Manual of Style, author and date',
  inText: (work) => authorDate(work, 'and', 3, ' '),
  reference: (work) => {
    const [first, ...others] = people(work);
    const who = first === undefined ? '' : listed([wholeFamilyFirst(first), ...others.map(whole)], 'and');
    if (!isPart(work))
      return sentences(who, yearOf(work), apart(titleOf(work)), edition(work), publisherAt(work), linkOf(work));
    const place = work.type === 'chapter' ? `In ${apart(work.container ?? '')}` : apart(work.container ?? '');
    const numbers = joined(' ', work.volume, work.issue && `(${work.issue})`);
    const where = joined(work.type === 'chapter' ? ', ' : ': ', joined(' ', place, numbers), work.pages);
    const publisher = work.type === 'article' ? undefined : publisherAt(work);
    return sentences(who, yearOf(work), `“${titleOf(work)}.”`, where, publisher, linkOf(work));
  },
};

const HARVARD: CitationStyle = {
  name: 'harvard',
  description: 'Harvard, as Cite Them Right has it: author and year',
  inText: (work) => authorDate(work, 'and', 3, ', '),
  reference: (work) => {
    const who = listed(people(work).map(familyFirst), 'and', '');
    const title = isPart(work) ? `‘${titleOf(work)}’` : apart(titleOf(work));
    const head = who === '' ? `${title} (${yearOf(work)})` : `${who} (${yearOf(work)}) ${title}`;
    const pages = pagesOf(work);
    const tail = joined(', ', work.container && apart(work.container), volumeAndIssue(work), pages);
    const publisher = work.type === 'article' ? undefined : publisherAt(work);
    return sentences(
      joined(', ', head, tail),
      isPart(work) ? undefined : edition(work),
      publisher,
      prefixed('Available at: ', linkOf(work)),
    );
  },
};

const IEEE: CitationStyle = {
  name: 'ieee',
  description: 'Institute of Electrical and Electronics Engineers: numbers in brackets',
  inText: (_, number) => `[${number}]`,
  reference: (work, number) => {
    const names = people(work).map(initialsFirst);
    const who = names.length > 6 ? `${names[0]} et al.` : listed(names, 'and');
    const title = isPart(work) ? `“${titleOf(work)},”` : apart(titleOf(work));
    const within = work.container && `${work.type === 'article' ? '' : 'in '}${apart(work.container)}`;
    const rest = joined(
      ...[', ', within, prefixed('vol. ', work.volume), prefixed('no. ', work.issue)],
      ...[isPart(work) ? undefined : edition(work), work.type === 'article' ? undefined : publisherAt(work)],
      ...[prefixed('pp. ', work.pages), work.year, work.doi && `doi: ${bareDoi(work.doi)}`],
    );
    const head = joined(', ', who, title);
    const link = work.doi === undefined ? prefixed('[Online]. Available: ', work.url) : undefined;
    return `[${number}] ${sentences(joined(isPart(work) ? ' ' : ', ', head, rest), link)}`;
  },
};

const VANCOUVER: CitationStyle = {
  name: 'vancouver',
  description: 'Vancouver, of medicine: numbers in parentheses',
  inText: (_, number) => `(${number})`,
  reference: (work, number) => {
    const names = people(work).map(tight);
    const who = joined(', ', ...names.slice(0, 6), names.length > 6 ? 'et al' : undefined);
    const numbers = joined('', work.volume, work.issue && `(${work.issue})`);
    const issue = joined(':', joined(';', work.year, numbers), work.pages);
    const imprint = joined('; ', publisherAt(work), work.year);
    if (work.type === 'article')
      return `${number}. ${sentences(who, titleOf(work), work.container, issue, linkOf(work))}`;
    const within = work.container && `In: ${work.container}`;
    const pages = isPart(work) ? prefixed('p. ', work.pages) : undefined;
    return `${number}. ${sentences(who, titleOf(work), edition(work), within, imprint, pages, linkOf(work))}`;
  },
};

export const STYLES: readonly CitationStyle[] = [APA, CHICAGO, HARVARD, IEEE, MLA, VANCOUVER];
