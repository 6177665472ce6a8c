// Reads where a breakpoint goes: `[FILE:]LINE [if COND]`, `FUNCTION [if COND]`, `tool:NAME`, `hook:POINT`. Any thread.

export type Location =
  | { readonly kind: 'line'; readonly file: string | undefined; readonly line: number }
  | { readonly kind: 'function'; readonly name: string };

export interface Placed {
  readonly location: Location;
  /** Of a breakpoint: its condition; of others what follows. */
  readonly rest: string;
}

const FUNCTION = /^(?:(?:tool|agent|hook):(?:\*|[^\s]+)|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::[A-Za-z_]\w*)?)(?=\s|$)/;

/** Undefined for what is no location. A file's name may hold blanks and colons: the line is what stands behind the last fitting one. */
export function parseLocation(text: string): Placed | undefined {
  const trimmed = text.trim();
  const [, line] = /^(\d+)(?=\s|$)/.exec(trimmed) ?? [];
  if (line !== undefined)
    return placed({ kind: 'line', file: undefined, line: Number(line) }, trimmed.slice(line.length));
  const [whole, file, inFile] = /^("[^"]+"|.+?):(\d+)(?=\s|$)/.exec(trimmed) ?? [];
  if (whole !== undefined && file !== undefined && !/\sif\s/.test(file)) {
    return placed(
      { kind: 'line', file: file.replace(/^"|"$/g, ''), line: Number(inFile) },
      trimmed.slice(whole.length),
    );
  }
  const [name] = FUNCTION.exec(trimmed) ?? [];
  if (name === undefined) return undefined;
  return placed({ kind: 'function', name }, trimmed.slice(name.length));
}

/** Of the command line: `FILE:LINE[:COND]`, `LINE[:COND]`, or the name of a function. */
export function parseBreakOption(text: string): Placed | undefined {
  const [, file, line, condition = ''] = /^(?:(.+?):)?(\d+)(?::(.*))?$/s.exec(text.trim()) ?? [];
  if (line !== undefined) return placed({ kind: 'line', file, line: Number(line) }, condition);
  return parseLocation(text);
}

function placed(location: Location, rest: string): Placed {
  return { location, rest: rest.trim() };
}

/** The condition behind a location, with or without `if`. */
export function conditionOf(rest: string): string | undefined {
  const condition = rest.replace(/^if\b\s*/, '').trim();
  return condition === '' ? undefined : condition;
}
