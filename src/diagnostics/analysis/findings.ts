// What a rule finds out about a failure, collected while it looks. Any thread.

import type { ReportCode } from '../codes.js';
import type { Edit, Help, Mark } from '../report.js';

/** Collected by a rule, made into a report by explain.ts. */
export class Findings {
  readonly marks: Mark[] = [];
  readonly notes: string[] = [];
  readonly help: Help[] = [];

  /**
   * @param code one of codes.ts
   * @param title replaces the message where Lua's own words do not say what is wrong
   */
  constructor(
    readonly code: ReportCode,
    readonly title?: string,
  ) {}

  get primary(): Mark | undefined {
    return this.marks.find((mark) => mark.isPrimary);
  }

  /** Adds a mark; the same range is marked once. */
  mark(mark: Mark | undefined): this {
    const isNew = mark && !this.marks.some((other) => isSameRange(other, mark));
    if (isNew) this.marks.push(mark);
    return this;
  }

  note(text: string | undefined): this {
    if (text !== undefined && !this.notes.includes(text)) this.notes.push(text);
    return this;
  }

  advise(text: string | undefined, edit?: Edit): this {
    if (text === undefined || this.help.some((help) => help.text === text)) return this;
    this.help.push({ text, ...(edit && { edit }) });
    return this;
  }
}

function isSameRange(a: Mark, b: Mark): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.endColumn === b.endColumn;
}
