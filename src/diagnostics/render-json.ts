// A report as JSON for `--output json`; the form is documented in docs/reference/errors.md and only grows. Any thread.

import type { Report } from './report.js';

/** What `--output json` carries as `error`. Every field is always there; what is not known is null or an empty list. */
export interface JsonReport {
  readonly code: string;
  readonly host_code: string | null;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly location: JsonRange | null;
  readonly marks: readonly (JsonRange & { readonly label: string | null; readonly primary: boolean })[];
  readonly notes: readonly string[];
  readonly help: readonly {
    readonly text: string;
    readonly edit: (JsonRange & { readonly replacement: string }) | null;
  }[];
  readonly traceback: readonly {
    readonly kind: string;
    readonly text: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly tail_call: boolean;
  }[];
  readonly variables: readonly {
    readonly name: string;
    readonly kind: 'local' | 'upvalue';
    readonly type: string;
    readonly value: string;
  }[];
  readonly docs: string;
}

/** Lines and columns count from 1, columns in code points; `end_column` is the first one after the range. */
interface JsonRange {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly end_column: number | null;
}

/** The stable form; `JSON.stringify` makes text of it. */
export function renderJson(report: Report): JsonReport {
  return {
    code: report.code,
    host_code: report.hostCode ?? null,
    severity: report.severity,
    message: report.title,
    location: report.location ? toRange(report.location) : null,
    marks: report.excerpts.flatMap((excerpt) =>
      excerpt.marks.map((mark) => ({ ...toRange(mark), label: mark.label ?? null, primary: mark.isPrimary })),
    ),
    notes: report.notes,
    help: report.help.map(({ text, edit }) => ({
      text,
      edit: edit ? { ...toRange(edit), replacement: edit.replacement } : null,
    })),
    traceback: report.traceback.map(({ kind, text, file, line, isTailCall }) => ({
      kind,
      text,
      file: file ?? null,
      line: line ?? null,
      tail_call: isTailCall ?? false,
    })),
    variables: report.variables.map(({ name, kind, type, preview }) => ({ name, kind, type, value: preview })),
    docs: report.docs,
  };
}

function toRange(range: { file: string; line?: number; column?: number; endColumn?: number }): JsonRange {
  return {
    file: range.file,
    line: range.line ?? null,
    column: range.column ?? null,
    end_column: range.endColumn ?? null,
  };
}
