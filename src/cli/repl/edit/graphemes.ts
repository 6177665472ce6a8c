// Text in the units that people count: grapheme clusters, however many code units each takes. Any thread.

import { widthOf } from '../../../diagnostics/terminal/text.js';

/** How far a cluster is looked for; a longer one is taken apart. */
const LONGEST = 256;

let segmenter: Intl.Segmenter | undefined;

/** Where the cluster that begins at `at` ends; the end of the text at its end. */
export function nextBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (isPlain(text, at) && isPlain(text, at + 1)) return at + 1;
  const [first] = segments(text.slice(at, at + LONGEST));
  return at + (first?.segment.length ?? 1);
}

/** Where the cluster that ends at `at` begins; 0 at the beginning. */
export function previousBoundary(text: string, at: number): number {
  if (at <= 0) return 0;
  if (isPlain(text, at - 1) && (at === text.length || isPlain(text, at))) return at - 1;
  const start = Math.max(0, at - LONGEST, at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1);
  const found = segments(text.slice(start, at)).containing(at - 1 - start);
  return start + (found?.index ?? at - 1 - start);
}

export function* graphemes(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = nextBoundary(text, at);
    yield text.slice(at, end);
    at = end;
  }
}

/** Cells of the screen that a cluster takes. */
export function cellsOf(grapheme: string): number {
  const code = grapheme.charCodeAt(0);
  if (grapheme.length === 1 && code >= 0x20 && code < 0x7f) return 1;
  return widthOf(grapheme);
}

/** A character that no neighbour before it can join; carriage return and line feed are one. */
function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || (code < 0x300 && code !== 0x0d && !(code === 0x0a && text.charCodeAt(at - 1) === 0x0d));
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}
