// Which candidates a word that is being written may become. Any thread.

/** Shorter words are in nearly every name: they are not looked for inside of names. */
const MIN_FUZZY = 3;

/**
 * Keeps the candidates that begin with the word as written; else those that begin with it in any case; else those that have its
 * letters in this order. The order is kept. Names that begin with `_` are hidden until the word does.
 */
export function matching<T>(word: string, candidates: readonly T[], nameOf: (candidate: T) => string): T[] {
  const lower = word.toLowerCase();
  const levels: T[][] = [[], [], []];
  for (const candidate of candidates) {
    const name = nameOf(candidate);
    if (name.startsWith('_') && !word.startsWith('_')) continue;
    if (name.startsWith(word)) levels[0]!.push(candidate);
    else if (name.toLowerCase().startsWith(lower)) levels[1]!.push(candidate);
    else if (hasLetters(name.toLowerCase(), lower)) levels[2]!.push(candidate);
  }
  const [exact, anyCase, fuzzy] = levels as [T[], T[], T[]];
  return exact.length + anyCase.length > 0 ? [...exact, ...anyCase] : word.length < MIN_FUZZY ? [] : fuzzy;
}

function hasLetters(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
