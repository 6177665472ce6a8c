// Reads BibTeX as entries of raw fields: braces, quotes, numbers, `#` and abbreviations of `@string`. Any thread.

import type { Problem } from './reference.js';

export interface BibtexEntry {
  readonly type: string;
  readonly key: string;
  /** By lower-case names. */
  readonly fields: ReadonlyMap<string, string>;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

class Faulty extends Error {}

/** An entry that cannot be read is a problem, and the next `@` is where it goes on. */
export function readBibtex(text: string): {
  readonly entries: readonly BibtexEntry[];
  readonly problems: readonly Problem[];
} {
  return new Reader(text).all();
}

class Reader {
  private at = 0;
  private readonly entries: BibtexEntry[] = [];
  private readonly problems: Problem[] = [];
  private readonly strings = new Map(MONTHS.map((month, index) => [month, String(index + 1)]));

  constructor(private readonly text: string) {}

  all(): { entries: BibtexEntry[]; problems: Problem[] } {
    for (let next = this.text.indexOf('@'); next !== -1; next = this.text.indexOf('@', this.at)) {
      this.at = next + 1;
      try {
        this.block();
      } catch (error) {
        if (!(error instanceof Faulty)) throw error;
        this.problems.push({ key: '', message: `line ${this.lineAt(next)}: ${error.message}` });
        this.at = next + 1;
      }
    }
    return { entries: this.entries, problems: this.problems };
  }

  private block(): void {
    const type = this.word().toLowerCase();
    if (type === 'comment') return;
    const close = this.take('{') ? '}' : this.take('(') ? ')' : undefined;
    if (type === '' || close === undefined) throw new Faulty(`expected '{' after '@${type}'`);
    if (type === 'preamble') {
      this.value();
      return;
    }
    if (type === 'string') {
      for (const [name, value] of this.fields(close)) this.strings.set(name, value);
      return;
    }
    const key = this.until(/[,\s})]/).trim();
    if (key === '') throw new Faulty('the entry has no key');
    this.take(',');
    this.entries.push({ type, key, fields: this.fields(close) });
  }

  private fields(close: string): Map<string, string> {
    const fields = new Map<string, string>();
    while (!this.take(close)) {
      const name = this.word().toLowerCase();
      if (name === '') throw new Faulty(this.at >= this.text.length ? 'the entry has no end' : 'expected a field');
      if (!this.take('=')) throw new Faulty(`expected '=' after '${name}'`);
      fields.set(name, this.value());
      if (!this.take(',') && this.peek() !== close) throw new Faulty(`expected ',' or '${close}' after '${name}'`);
    }
    return fields;
  }

  private value(): string {
    let value = this.piece();
    while (this.take('#')) value += this.piece();
    return value;
  }

  private piece(): string {
    if (this.take('{')) return this.nested('}');
    if (this.take('"')) return this.nested('"');
    const word = this.word();
    if (word === '') throw new Faulty('expected a value');
    return /^\d+$/.test(word) ? word : (this.strings.get(word.toLowerCase()) ?? word);
  }

  /** Up to the brace or quote that closes it, at its own depth of braces. */
  private nested(close: string): string {
    const from = this.at;
    for (let depth = 0; this.at < this.text.length; this.at += 1) {
      const character = this.text[this.at];
      if (character === '\\') this.at += 1;
      else if (depth === 0 && character === close) return this.text.slice(from, this.at++);
      else if (character === '{') depth += 1;
      else if (character === '}') depth -= 1;
    }
    throw new Faulty('a value has no end');
  }

  private word(): string {
    this.spaces();
    return this.until(/[\s{}(),="#%'@]/);
  }

  private until(stop: RegExp): string {
    const from = this.at;
    while (this.at < this.text.length && !stop.test(this.text[this.at] ?? '')) this.at += 1;
    return this.text.slice(from, this.at);
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private peek(): string | undefined {
    this.spaces();
    return this.text[this.at];
  }

  private spaces(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private lineAt(position: number): number {
    return this.text.slice(0, position).split('\n').length;
  }
}
