// Reading text without a model: sentences, headings, counts, frequent words, the sentences that fit a question. Pure
// functions. Control thread.

const STOP_WORDS = new Set(
  (
    'a about after all also am an and any are as at be because been before being but by can could did do does doing for ' +
    'from had has have how if in into is it its just may me more most my no not of on only or other our out over should ' +
    'so some such than that the their them then there these they this those through to under up was we were what when ' +
    'where which while who whom whose why will with would you your'
  ).split(' '),
);

/** Words that carry meaning, in lower case; where a link leads is not one. */
export function contentWords(text: string): string[] {
  const words =
    text
      .replaceAll(/\]\([^()\s]*\)/g, ']')
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}_'-]*/gu) ?? [];
  return words.filter((word) => word.length > 1 && !STOP_WORDS.has(word));
}

export function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}_'-]*/gu) ?? [];
}

/** Titles of Markdown headings, in order. */
export function headings(text: string): string[] {
  return withoutCode(text).flatMap((line) => /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1] ?? []);
}

/** Items of Markdown lists, in order. */
export function listItems(text: string): string[] {
  return withoutCode(text).flatMap((line) => /^\s*(?:[-*+]|\d+[.)])\s+(.+)$/.exec(line)?.[1] ?? []);
}

/** Lines outside of fenced code. */
function withoutCode(text: string): string[] {
  let inCode = false;
  return text.split('\n').filter((line) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) inCode = !inCode;
    return !isFence && !inCode;
  });
}

/** Sentences of the running text: no headings, tables or code; a list item is a sentence of its own. */
export function sentences(text: string): string[] {
  const blocks: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push(paragraph.join(' '));
    paragraph = [];
  };
  for (const line of withoutCode(text)) {
    const trimmed = line.trim();
    const item = /^(?:[-*+]|\d+[.)])\s+(.+)$/.exec(trimmed)?.[1];
    if (trimmed === '' || /^(#|\||---|===)/.test(trimmed)) flush();
    else if (item === undefined) paragraph.push(trimmed);
    else {
      flush();
      paragraph.push(item);
    }
  }
  flush();
  return blocks.flatMap(splitSentences);
}

function splitSentences(block: string): string[] {
  return block
    .split(/(?<=[.!?]["')\]]?)\s+(?=[\p{Lu}\p{N}"'([`*_])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** The `count` most frequent content words, more frequent first, then in the order of the alphabet. */
export function keywords(text: string, count: number): string[] {
  const ranked = [...frequencies(contentWords(text))].filter(([word]) => word.length > 2);
  ranked.sort(([wordA, a], [wordB, b]) => b - a || (wordA < wordB ? -1 : 1));
  return ranked.slice(0, count).map(([word]) => word);
}

function frequencies(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** The `count` sentences whose words are most typical of the whole, in the order of the text. */
export function keySentences(text: string, count: number): string[] {
  const all = sentences(text);
  const weight = frequencies(contentWords(text));
  const scored = all.map((sentence, index) => {
    const own = [...new Set(contentWords(sentence))];
    const total = own.reduce((sum, word) => sum + (weight.get(word) ?? 0), 0);
    // Long sentences would always win by their sum; the opening sentence tends to say what the text is about.
    return { sentence, index, score: (total / (own.length + 4)) * (index === 0 ? 2 : 1) };
  });
  return pickBest(scored, count);
}

/** The `count` sentences that share most with the question, in the order of the text; none that share nothing. */
export function answeringSentences(question: string, text: string, count: number): string[] {
  const wanted = new Set(contentWords(question).map(stem));
  const scored = sentences(text).map((sentence, index) => {
    const own = new Set(contentWords(sentence).map(stem));
    const shared = [...own].filter((word) => wanted.has(word)).length;
    return { sentence, index, score: shared / Math.sqrt(own.size + 1) };
  });
  return pickBest(
    scored.filter(({ score }) => score > 0),
    count,
  );
}

/** Enough to join `model` and `models`, `run` and `runs`. */
function stem(word: string): string {
  return word.length > 3 ? word.replace(/(?:ies|es|s|ing|ed)$/, '') : word;
}

interface Scored {
  readonly sentence: string;
  readonly index: number;
  readonly score: number;
}

function pickBest(scored: readonly Scored[], count: number): string[] {
  const best = [...scored].sort((a, b) => b.score - a.score || a.index - b.index).slice(0, count);
  return best.sort((a, b) => a.index - b.index).map(({ sentence }) => sentence);
}
