// Text as searches see it: words of letters and digits, without case and accents, as SQLite's unicode61 has them. Any thread.

export function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{Co}]+/u)
    .filter((word) => word !== '');
}

/** Whether the words stand one after the other, the last one at least with its beginning. */
export function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  const last = phrase.length - 1;
  return words.some((_word, at) =>
    phrase.every((each, i) => (i === last ? words[at + i]?.startsWith(each) === true : words[at + i] === each)),
  );
}
