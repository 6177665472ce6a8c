// Earlier inputs: one after the other, by their beginning, or by what somebody remembers of them. Any thread.

import type { FuzzyMatch } from './fuzzy.js';
import { fuzzyMatch, fuzzyScore } from './fuzzy.js';

export interface HistoryMatch extends FuzzyMatch {
  readonly text: string;
}

interface Found {
  readonly index: number;
  readonly score: number;
}

export class HistoryEntries {
  /** The oldest first; each text once, where it was used last. */
  #texts: string[] = [];
  #lower: string[] | undefined;
  /** What the last pattern has found, among which a longer one searches. */
  #last: { readonly pattern: string; readonly found: readonly number[] } | undefined;
  /** Called when entries of older sessions have come: what is searched and suggested may be another. */
  onOlder: (() => void) | undefined;

  get size(): number {
    return this.#texts.length;
  }

  /** From older sessions: they go before what is there. */
  addOlder(texts: readonly string[]): void {
    const known = new Set<string>();
    const all = [...texts, ...this.#texts].filter((text) => text.trim() !== '');
    this.#texts = all
      .reverse()
      .filter((text) => !known.has(text) && known.add(text))
      .reverse();
    this.#forget();
    this.onOlder?.();
  }

  add(text: string): void {
    if (text.trim() === '') return;
    const index = this.#texts.lastIndexOf(text);
    if (index !== -1) this.#texts.splice(index, 1);
    this.#texts.push(text);
    this.#forget();
  }

  /** Counted from the newest, which is 0. */
  at(age: number): string | undefined {
    return this.#texts.at(-1 - age);
  }

  /** The next older (1) or newer (-1) one that begins like this, as an age; undefined where there is none. */
  seek(prefix: string, age: number, direction: 1 | -1): number | undefined {
    for (let next = age + direction; next >= 0 && next < this.size; next += direction) {
      if (this.at(next)!.startsWith(prefix)) return next;
    }
    return undefined;
  }

  /** What the newest that begins like this goes on with. */
  suggest(prefix: string): string | undefined {
    if (prefix.trim() === '') return undefined;
    for (let index = this.size - 1; index >= 0; index--) {
      const text = this.#texts[index]!;
      if (text.length > prefix.length && text.startsWith(prefix)) return text.slice(prefix.length);
    }
    return undefined;
  }

  /** The best, of equal ones the newest first. */
  search(pattern: string, limit: number): readonly HistoryMatch[] {
    const found = this.#find(pattern);
    const best = pickBest(found, limit);
    return best.map(({ index }) => {
      const text = this.#texts[index]!;
      return { text, ...(fuzzyMatch(pattern, text) ?? { score: 0, positions: [] }) };
    });
  }

  #find(pattern: string): readonly Found[] {
    const isExact = pattern !== pattern.toLowerCase();
    this.#lower ??= this.#texts.map((text) => text.toLowerCase());
    const texts = isExact ? this.#texts : this.#lower;
    const last = this.#last;
    const goesOn = last !== undefined && last.pattern !== '' && pattern.startsWith(last.pattern);
    const found: Found[] = [];
    const look = (index: number): void => {
      const score = fuzzyScore(pattern, texts[index]!);
      if (score !== undefined) found.push({ index, score });
    };
    if (goesOn) for (const index of last.found) look(index);
    else for (let index = texts.length - 1; index >= 0; index--) look(index);
    this.#last = { pattern, found: found.map(({ index }) => index) };
    return found;
  }

  #forget(): void {
    this.#lower = undefined;
    this.#last = undefined;
  }
}

/** In one pass; the newest come first. */
function pickBest(found: readonly Found[], limit: number): readonly Found[] {
  const best: Found[] = [];
  for (const each of found) {
    if (best.length === limit && best.at(-1)!.score >= each.score) continue;
    const place = best.findIndex(({ score }) => score < each.score);
    best.splice(place === -1 ? best.length : place, 0, each);
    if (best.length > limit) best.pop();
  }
  return best;
}
