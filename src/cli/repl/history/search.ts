// The search in the history while it goes on: its pattern, what it has found, and what is selected. Pure. Any thread.

import { previousBoundary } from '../edit/graphemes.js';
import type { HistoryEntries, HistoryMatch } from './entries.js';

const SHOWN = 8;

export class HistorySearch {
  pattern = '';
  selected = 0;
  matches: readonly HistoryMatch[];

  constructor(private readonly entries: HistoryEntries) {
    this.matches = entries.search('', SHOWN);
  }

  get current(): string | undefined {
    return this.matches[this.selected]?.text;
  }

  type(text: string): void {
    this.#look(this.pattern + text);
  }

  erase(): void {
    this.#look(this.pattern.slice(0, previousBoundary(this.pattern, this.pattern.length)));
  }

  /** Looks again, among entries that were not there before. */
  refresh(): void {
    const { current } = this;
    this.#look(this.pattern);
    this.selected = Math.max(
      0,
      this.matches.findIndex(({ text }) => text === current),
    );
  }

  clear(): void {
    this.#look('');
  }

  move(steps: number): void {
    this.selected = Math.min(Math.max(0, this.selected + steps), Math.max(0, this.matches.length - 1));
  }

  #look(pattern: string): void {
    this.pattern = pattern;
    this.selected = 0;
    this.matches = this.entries.search(pattern, SHOWN);
  }
}
