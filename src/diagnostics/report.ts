// What a user is told about a failed run, as plain data; render-terminal.ts and render-json.ts show it. Types only.

/** A range on one line. Columns are 1-based, in code points; `endColumn` is the first one after the range. */
export interface Range {
  readonly line: number;
  /** Missing where only the line is known: then all of it is meant. */
  readonly column?: number;
  readonly endColumn?: number;
}

/** Where something is; `file` is the path or the name of the chunk as Lua shows it. */
export interface Location extends Partial<Range> {
  readonly file: string;
}

/** A range that an excerpt points at. */
export interface Mark extends Range {
  readonly file: string;
  readonly label?: string;
  /** The one that says where the error is; the others say what led to it. */
  readonly isPrimary: boolean;
}

/** Lines of one file, in order, with what they are shown for. Numbers that are not adjacent have lines left out between. */
export interface Excerpt {
  readonly file: string;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  readonly marks: readonly Mark[];
}

/** A replacement of the text of a range, which may be empty (an insertion). */
export interface Edit {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly replacement: string;
}

/** What to do about the error; with an edit where the exact change is known. */
export interface Help {
  readonly text: string;
  readonly edit?: Edit;
}

export interface TracebackEntry {
  readonly kind: 'lua' | 'main' | 'host' | 'coroutine' | 'omitted';
  /** `in method 'Account:deposit'`, `in main chunk`, `12 more calls`. */
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
  /** The frames between this one and its caller were replaced by tail calls. */
  readonly isTailCall?: boolean;
}

export interface ReportVariable {
  readonly name: string;
  readonly kind: 'local' | 'upvalue';
  readonly type: string;
  /** One line, secrets redacted. */
  readonly preview: string;
  /** Whether the line of the error uses it. */
  readonly isOnLine: boolean;
}

export interface Report {
  /** Stable; listed in docs/reference/errors.md. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly location?: Location;
  /** The file with the error first. */
  readonly excerpts: readonly Excerpt[];
  readonly notes: readonly string[];
  readonly help: readonly Help[];
  /** Innermost first. */
  readonly traceback: readonly TracebackEntry[];
  /** Of the failing function: those on the failing line first. */
  readonly variables: readonly ReportVariable[];
  /** `docs/reference/errors.md#lua1001`. */
  readonly docs: string;
  /** Of an error that a host service raised. */
  readonly hostCode?: string;
}
