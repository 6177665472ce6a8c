// How well a text fits what somebody remembers of it: the letters of a pattern, in order, better the closer together. Any thread.

/** Offsets of the letters that fit, and how well: higher is better. */
export interface FuzzyMatch {
  readonly score: number;
  readonly positions: readonly number[];
}

const WHOLE = 1000;
const AT_WORD = 20;
const IN_ROW = 12;

/** A pattern in lower case fits any case. Undefined where it does not fit. */
export function fuzzyMatch(pattern: string, text: string): FuzzyMatch | undefined {
  const isExact = pattern !== pattern.toLowerCase();
  const searched = isExact || text.length !== text.toLowerCase().length ? text : text.toLowerCase();
  const score = fuzzyScore(pattern, searched);
  return score === undefined ? undefined : { score, positions: positionsOf(pattern, searched) };
}

/** The same without the offsets, on a text whose case has been dealt with: quick enough for a long history. */
export function fuzzyScore(pattern: string, text: string): number | undefined {
  const whole = text.indexOf(pattern);
  if (whole !== -1) return WHOLE + (isWordStart(text, whole) ? AT_WORD : 0) - Math.min(whole, 100);
  let score = 0;
  let at = -1;
  for (const letter of pattern) {
    if (letter === ' ') continue;
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    if (next === at + 1) score += IN_ROW;
    else score -= Math.min(next - at, 10);
    if (isWordStart(text, next)) score += AT_WORD;
    at = next;
  }
  return score;
}

function positionsOf(pattern: string, text: string): readonly number[] {
  const whole = text.indexOf(pattern);
  if (whole !== -1) return Array.from({ length: pattern.length }, (_, index) => whole + index);
  const positions: number[] = [];
  for (const letter of pattern) if (letter !== ' ') positions.push(text.indexOf(letter, (positions.at(-1) ?? -1) + 1));
  return positions;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^A-Za-z0-9]/.test(text[at - 1]!);
}
