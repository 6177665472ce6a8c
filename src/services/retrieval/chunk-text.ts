// Divides a text into pieces of about one size, at the ends of sentences, paragraphs, sections, functions or records. Pieces cover the
// whole text; where they overlap they begin again at such an end. Any thread.

import type { RETRIEVAL_STRATEGIES } from '../../config/retrieval-settings.js';
import { codeAtoms, fixedAtoms, lineAtoms, markdownAtoms, paragraphAtoms, sentenceAtoms } from './text-atoms.js';
import type { Atom } from './text-atoms.js';
import type { DocumentKind } from './document-kind.js';

export type ChunkStrategy = (typeof RETRIEVAL_STRATEGIES)[number];

export interface Chunking {
  /** Tokens, of which a piece has so many at most. */
  readonly size: number;
  /** Tokens that a piece has in common with the one before it. */
  readonly overlap: number;
  /** `auto` goes by what the text is written in. */
  readonly strategy: ChunkStrategy;
}

/** From the first character to before the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Roughly, for languages with letters. */
export const CHARACTERS_PER_TOKEN = 4;

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

const BY_KIND: Readonly<Record<DocumentKind, Exclude<ChunkStrategy, 'auto'>>> = {
  text: 'sentence',
  markdown: 'markdown',
  html: 'sentence',
  code: 'code',
  json: 'line',
  csv: 'line',
  pdf: 'sentence',
};

const ATOMS: Readonly<Record<Exclude<ChunkStrategy, 'auto'>, (text: string) => readonly Atom[]>> = {
  sentence: sentenceAtoms,
  paragraph: paragraphAtoms,
  markdown: markdownAtoms,
  code: codeAtoms,
  line: lineAtoms,
  fixed: fixedAtoms,
};

export function chunkText(text: string, kind: DocumentKind, { size, overlap, strategy }: Chunking): readonly Span[] {
  const name = strategy === 'auto' ? BY_KIND[kind] : strategy;
  const most = size * CHARACTERS_PER_TOKEN;
  const atoms = ATOMS[name](text).flatMap((atom) => divided(text, atom, most));
  // Records and code say nothing twice.
  const shared = name === 'code' || name === 'line' ? 0 : overlap * CHARACTERS_PER_TOKEN;
  return packed(atoms, most, shared);
}

function packed(atoms: readonly Atom[], most: number, overlap: number): readonly Span[] {
  const spans: Span[] = [];
  let first = 0;
  for (let at = 0; at < atoms.length; at += 1) {
    const start = atoms[first]!.start;
    const next = atoms[at + 1];
    const length = atoms[at]!.end - start;
    const isFull = next !== undefined && next.end - start > most;
    // A new section begins a piece, unless what is before it is too little for one.
    const isSection = next?.opens === true && length * 4 >= most;
    if (next !== undefined && !isFull && !isSection) continue;
    spans.push({ start, end: atoms[at]!.end });
    first = isSection ? at + 1 : overlapping(atoms, first, at + 1, { most, overlap });
  }
  return spans;
}

/** The first atom of the next piece: some back where that is not too much, and there is still room for the next. */
function overlapping(
  atoms: readonly Atom[],
  first: number,
  next: number,
  { most, overlap }: { readonly most: number; readonly overlap: number },
): number {
  let from = next;
  const end = atoms[next - 1]!.end;
  const room = most - ((atoms[next]?.end ?? end) - end);
  while (from - 1 > first && end - atoms[from - 1]!.start <= Math.min(overlap, room)) from -= 1;
  return from;
}

/** An atom that is too long for a piece, at spaces where it has some. */
function divided(text: string, atom: Atom, most: number): readonly Atom[] {
  if (atom.end - atom.start <= most) return [atom];
  const parts: Atom[] = [];
  for (let start = atom.start; start < atom.end;) {
    const end = Math.min(start + most, atom.end);
    const cut = end === atom.end ? end : cutBefore(text, start, end);
    parts.push({ start, end: cut, opens: start === atom.start && atom.opens });
    start = cut;
  }
  return parts;
}

function cutBefore(text: string, start: number, end: number): number {
  const least = start + Math.floor((end - start) / 2);
  for (let at = end; at > least; at -= 1) if (/\s/.test(text[at - 1]!)) return at;
  return /[\uDC00-\uDFFF]/.test(text[end]!) && end - 1 > start ? end - 1 : end;
}
