// Finds where keys and values stand in the text of a TOML file. The text has been parsed before, so nothing is checked. Any thread.

/** One `key = value`; offsets in the text. */
export interface TomlEntry {
  readonly path: readonly string[];
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Stands in an inline table. */
  readonly isInline: boolean;
}

export interface TomlTable {
  readonly path: readonly string[];
  readonly start: number;
  /** Behind its header, and behind its last entry. */
  readonly end: number;
}

export interface TomlPlaces {
  readonly entries: readonly TomlEntry[];
  readonly tables: readonly TomlTable[];
}

/** Entries of arrays of tables and of inline tables in arrays are left out. */
export function findPlaces(text: string): TomlPlaces {
  return new Scanner(text).scan();
}

/** From 1, as editors count. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1 };
}

class Scanner {
  private at = 0;
  private readonly entries: TomlEntry[] = [];
  private readonly tables: { path: readonly string[]; start: number; end: number }[] = [];

  constructor(private readonly text: string) {}

  scan(): TomlPlaces {
    let table: { path: readonly string[]; start: number; end: number } | undefined;
    let isArray = false;
    for (this.skip(/[\s\ufeff]*/y); this.at < this.text.length; this.skip(/\s*/y)) {
      if (this.text[this.at] === '#') this.skip(/[^\n]*/y);
      else if (this.text[this.at] === '[') {
        const start = this.at;
        isArray = this.text[this.at + 1] === '[';
        this.skip(/\[+\s*/y);
        table = { path: this.key(), start, end: 0 };
        this.skip(/\s*\]+/y);
        table.end = this.at;
        if (!isArray) this.tables.push(table);
      } else {
        this.entry(table?.path ?? [], !isArray, false);
        if (table !== undefined) table.end = this.at;
      }
    }
    return { entries: this.entries, tables: this.tables };
  }

  private entry(prefix: readonly string[], isKept: boolean, isInline: boolean): void {
    const start = this.at;
    const path = [...prefix, ...this.key()];
    this.skip(/[ \t]*=[ \t]*/y);
    const valueStart = this.at;
    this.value(path, isKept);
    if (isKept) this.entries.push({ path, start, valueStart, valueEnd: this.at, isInline });
  }

  private key(): string[] {
    const parts: string[] = [];
    do {
      this.skip(/[ \t.]*/y);
      const quote = this.text[this.at];
      const written = this.skip(quote === '"' ? /"(?:\\.|[^"\\])*"/y : quote === "'" ? /'[^']*'/y : /[\w-]+/y);
      parts.push(quote === '"' ? unquoted(written) : written.replaceAll("'", ''));
      this.skip(/[ \t]*/y);
    } while (this.text[this.at] === '.');
    return parts;
  }

  private value(path: readonly string[], isKept: boolean): void {
    const first = this.text[this.at];
    if (first === '[') this.list(() => this.value([], false), ']');
    else if (first === '{') this.list(() => this.entry(path, isKept, true), '}');
    else if (this.text.startsWith('"""', this.at)) this.skip(/"""(?:\\[^]|[^\\])*?"""{1,3}/y);
    else if (this.text.startsWith("'''", this.at)) this.skip(/'''[^]*?'''{1,3}/y);
    else if (first === '"') this.skip(/"(?:\\.|[^"\\])*"/y);
    else if (first === "'") this.skip(/'[^']*'/y);
    // Dates may have a blank before the time.
    else this.skip(/\d{4}-\d\d-\d\d \d\d:[^\s,#\]}]*|[^\s,#\]}]*/y);
  }

  private list(item: () => void, end: string): void {
    this.at++;
    for (;;) {
      this.skip(/(?:[\s,]|#[^\n]*)*/y);
      const before = this.at;
      if (this.at >= this.text.length || this.text[this.at] === end) break;
      item();
      if (this.at === before) break;
    }
    this.at++;
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }
}

function unquoted(written: string): string {
  try {
    return JSON.parse(written) as string;
  } catch {
    return written.slice(1, -1);
  }
}
