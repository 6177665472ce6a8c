// What a text consists of and is not divided inside of: sentences, paragraphs, blocks of Markdown, lines. Atoms follow each other without a
// gap; the space behind one belongs to it. Any thread.

export interface Atom {
  readonly start: number;
  readonly end: number;
  /** A section begins here. */
  readonly opens: boolean;
}

/** Ends of atoms, in their order, as atoms. */
function between(text: string, ends: Iterable<number>, opens: (start: number) => boolean = () => false): Atom[] {
  const atoms: Atom[] = [];
  let start = 0;
  for (const end of [...ends, text.length]) {
    if (end > start) atoms.push({ start, end, opens: start > 0 && opens(start) });
    start = Math.max(start, end);
  }
  return atoms;
}

function* endsOf(text: string, pattern: RegExp): Generator<number> {
  for (const match of text.matchAll(pattern)) yield match.index + match[0].length;
}

const PARAGRAPH = /\n[^\S\n]*\n\s*/g;
/**
 * The end of a sentence with what closes it, and space; or that of a paragraph. East Asian ones need no space. A row of dots is looked at from
 * its first one only, or the time would go by the square of its length.
 */
const SENTENCE = /(?<![.!?…])[.!?…]+["'”’)\]]*\s+|[。！？]+["'”’）」』]*\s*|\n[^\S\n]*\n\s*/gu;
/** What a full stop ends that is no sentence. */
const ABBREVIATION =
  /(?:^|[\s("'[])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|cf|approx|no|nos|fig|figs|vol|pp|ed|al|Inc|Ltd|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s+$/;

export function sentenceAtoms(text: string): readonly Atom[] {
  const ends = [...text.matchAll(SENTENCE)]
    .map((match) => match.index + match[0].length)
    .filter((end) => {
      const before = text.slice(Math.max(0, end - 24), end);
      return before.includes('\n') || !ABBREVIATION.test(before);
    });
  return between(text, ends);
}

export function paragraphAtoms(text: string): readonly Atom[] {
  return between(text, endsOf(text, PARAGRAPH));
}

export function lineAtoms(text: string): readonly Atom[] {
  return between(text, endsOf(text, /\n+/g));
}

/** Characters, as few as they may be divided into. */
const FIXED = 64;

export function fixedAtoms(text: string): readonly Atom[] {
  const ends: number[] = [];
  for (let end = FIXED; end < text.length; end += FIXED) {
    ends.push(/[\uDC00-\uDFFF]/.test(text[end]!) ? end + 1 : end);
  }
  return between(text, ends);
}

/** Lines; one that begins at the left margin behind an empty line opens a section: a function, a class. */
export function codeAtoms(text: string): readonly Atom[] {
  const isOpening = (start: number): boolean => text[start - 2] === '\n' && /[^\s)}\]]/.test(text[start] ?? ' ');
  return between(text, endsOf(text, /\n/g), isOpening);
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s/;

/** Sentences of paragraphs, lines of lists and tables, code blocks as they are; headings open sections and stay with what follows. */
export function markdownAtoms(text: string): readonly Atom[] {
  const atoms: Atom[] = [];
  for (const block of blocksOf(text)) {
    const part = text.slice(block.start, block.end);
    const isProse = !block.opens && !FENCE.test(part) && !/^\s*([-*+]|\d+[.)]|\||>)\s/.test(part);
    const inner = isProse ? sentenceAtoms(part) : /^\s*([-*+]|\d+[.)]|\|)\s/.test(part) ? lineAtoms(part) : undefined;
    if (inner === undefined) atoms.push(block);
    else
      for (const { start, end } of inner)
        atoms.push({ start: block.start + start, end: block.start + end, opens: false });
  }
  return joined(atoms);
}

/** A heading and the atom behind it are one. */
function joined(atoms: readonly Atom[]): readonly Atom[] {
  const result: Atom[] = [];
  let isBare = false;
  for (const atom of atoms) {
    const last = result.at(-1);
    if (last !== undefined && isBare && !atom.opens) {
      result[result.length - 1] = { ...last, end: atom.end };
      isBare = false;
    } else {
      result.push(atom);
      isBare = atom.opens;
    }
  }
  return result;
}

/** Headings, code blocks, and what empty lines divide. */
function blocksOf(text: string): readonly Atom[] {
  const blocks: Atom[] = [];
  let [start, fence, isHeading] = [0, '', false];
  const close = (end: number): void => {
    if (end > start) blocks.push({ start, end, opens: isHeading });
    [start, isHeading] = [end, false];
  };
  let wasEmpty = false;
  for (const { start: from, end } of between(text, endsOf(text, /\n/g))) {
    const line = text.slice(from, end);
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence)) fence = '';
      wasEmpty = fence === '';
      continue;
    }
    const isEmpty = line.trim() === '';
    if ((wasEmpty && !isEmpty) || HEADING.test(line) || mark !== '' || isHeading) {
      if (!isEmpty) close(from);
    }
    if (!isEmpty) isHeading ||= HEADING.test(line);
    fence = mark;
    wasEmpty = isEmpty;
  }
  close(text.length);
  return blocks;
}
