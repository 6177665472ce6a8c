// What may stand at the cursor: names in reach, fields, methods, keywords, modules and files. Any thread.

import { CodeAt } from './assist/code-at.js';
import type { Candidate } from './assist/candidates.js';
import { fieldCandidates, globalCandidates, localCandidates } from './assist/candidates.js';
import { keywordsAt, namePlaceAt } from './assist/keywords.js';
import { matching } from './assist/matching.js';
import { readOutline } from './assist/outline.js';
import type { Place, Word } from './assist/place.js';
import { placeOf } from './assist/place.js';
import { Shapes } from './assist/shapes.js';
import type { ListFiles } from './assist/string-candidates.js';
import { stringCandidates } from './assist/string-candidates.js';
import type { LiveValues } from './live-values.js';
import type { Span } from './positions.js';

export interface CompletionMatch extends Candidate {
  /** What it replaces, in code points; the same for all matches. */
  readonly start: number;
  readonly end: number;
}

export interface Completions {
  /** Best first. */
  readonly matches: readonly CompletionMatch[];
  /** What every match replaces, in code points; at the cursor where nothing matches. */
  readonly start: number;
  readonly end: number;
}

export interface CompletionSources {
  readonly live?: LiveValues;
  /** For names of files and modules inside strings. */
  readonly files?: ListFiles;
}

/** @param cursor in code points */
export async function complete(code: string, cursor: number, sources: CompletionSources = {}): Promise<Completions> {
  const at = new CodeAt(code, cursor);
  const place = placeOf(at);
  const { candidates, span } = await findCandidates(at, place, sources);
  const [start, end] = [at.toCodePoints(span.start), at.toCodePoints(span.end)];
  return { matches: candidates.map((candidate) => ({ ...candidate, start, end })), start, end };
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly span: Span;
}

async function findCandidates(at: CodeAt, place: Place, sources: CompletionSources): Promise<Found> {
  switch (place.kind) {
    case 'none':
      return { candidates: [], span: { start: at.offset, end: at.offset } };
    case 'string':
      return { candidates: await stringCandidates(at, place, sources.files), span: place.span };
    case 'member': {
      const shapes = new Shapes(at, readOutline(at, place.word.before));
      const owner = shapes.at(place.start, place.word.before - 1);
      return matched(place.word, await fieldCandidates(owner, place.separator, shapes, sources.live));
    }
    case 'name':
      return matched(place.word, await nameCandidates(at, place.word, sources.live));
  }
}

function matched(word: Word, candidates: readonly Candidate[]): Found {
  return { candidates: matching(word.text, candidates, ({ text }) => text), span: word.span };
}

async function nameCandidates(at: CodeAt, { before }: Word, live: LiveValues | undefined): Promise<Candidate[]> {
  const outline = readOutline(at, before);
  switch (namePlaceAt(at, before)) {
    case 'new name':
      return [];
    case 'label':
      return outline.labels.map((text) => ({ text, kind: 'label' }));
    case 'attribute':
      return ['const', 'close'].map((text) => ({ text, kind: 'keyword' }));
    case 'local':
      return [{ text: 'function', kind: 'keyword' }];
    case 'expression': {
      const shapes = new Shapes(at, outline);
      const locals = localCandidates(outline, shapes);
      const names = new Set(locals.map(({ text }) => text));
      const globals = await globalCandidates(outline, shapes, live);
      const keywords = keywordsAt(at, before, outline.open).map((text) => ({ text, kind: 'keyword' as const }));
      return [...locals, ...globals.filter(({ text }) => !names.has(text)), ...keywords];
    }
  }
}
