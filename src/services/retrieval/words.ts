// The words of a text, as searches compare them. Any thread.

const WORD = /[\p{L}\p{N}]+/gu;

/** Words that say nothing about what a text is about. */
const EMPTY = new Set(
  (
    'a an the and or but if then else of to in on at by for from with without as is are was were be been being am do does did done have has ' +
    'had having it its this that these those there here he she they them his her their i you we us me my your our not no nor so than too very ' +
    'can could will would shall should may might must what which who whom whose when where why how about into over under out up down off'
  ).split(' '),
);

/** In lower case, without accents, in their order. */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .match(WORD) ?? []
  );
}

/** Without those that say nothing, unless there are no others. */
export function contentWords(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => !EMPTY.has(word));
  return telling.length === 0 ? words : telling;
}

/** A question longer than this is found by its beginning. */
const MOST_WORDS = 48;

/** What to look for in the index of words, each word once: as it is written, and the parts of names such as `parseFile`. */
export function queryWords(query: string): readonly string[] {
  const written = query.normalize('NFC').toLowerCase().match(WORD) ?? [];
  return [...new Set(contentWords([...written, ...wordsOf(query)]))].slice(0, MOST_WORDS);
}
