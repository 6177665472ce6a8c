// Hand-made failures for tests of reports: what the engine would capture of a script called script.lua.

import type {
  CapturedFailure,
  CapturedFrame,
  CapturedValue,
  CapturedVariable,
} from '../../src/diagnostics/captured.js';
import { explain } from '../../src/diagnostics/explain.js';
import type { Report } from '../../src/diagnostics/report.js';

export const CHUNK = '@script.lua';

/** Names that every script has. */
export const GLOBALS: CapturedFailure['globals'] = {
  print: null,
  pairs: null,
  ipairs: null,
  require: null,
  tostring: null,
  string: ['byte', 'find', 'format', 'gsub', 'len', 'lower', 'match', 'rep', 'sub', 'upper'],
  table: ['concat', 'insert', 'remove', 'sort', 'unpack'],
  math: ['abs', 'floor', 'huge', 'max', 'min', 'pi', 'random'],
};

export function nil(): CapturedValue {
  return { type: 'nil', preview: 'nil' };
}

export function text(value: string): CapturedValue {
  return { type: 'string', preview: JSON.stringify(value) };
}

export function number(value: number): CapturedValue {
  return { type: 'number', preview: String(value) };
}

export function table(
  keys: readonly string[],
  fields: Readonly<Record<string, readonly string[]>> = {},
): CapturedValue {
  return { type: 'table', preview: '{...}', keys, fields };
}

export function variables(values: Readonly<Record<string, CapturedValue>>): CapturedVariable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** The frame of the main chunk. */
export function mainFrame(line: number, locals: Readonly<Record<string, CapturedValue>> = {}): CapturedFrame {
  return { kind: 'main', source: CHUNK, line, lineDefined: 0, locals: variables(locals), upvalues: [] };
}

/** The frame of a function of the script. */
export function luaFrame(
  name: string,
  line: number,
  lineDefined: number,
  more: { locals?: Readonly<Record<string, CapturedValue>>; upvalues?: Readonly<Record<string, CapturedValue>> } = {},
): CapturedFrame {
  return {
    kind: 'lua',
    name,
    source: CHUNK,
    line,
    lineDefined,
    locals: variables(more.locals ?? {}),
    upvalues: variables(more.upvalues ?? {}),
  };
}

/** An error of the main chunk, unless other frames are given. */
export function failureAt(
  line: number,
  message: string,
  more: Partial<CapturedFailure> & { locals?: Readonly<Record<string, CapturedValue>> } = {},
): CapturedFailure {
  const { locals, ...rest } = more;
  return {
    kind: 'runtime',
    message: `script.lua:${line}: ${message}`,
    frames: [mainFrame(line, locals)],
    globals: GLOBALS,
    ...rest,
  };
}

export function syntaxFailure(line: number, message: string): CapturedFailure {
  return { kind: 'syntax', message: `script.lua:${line}: ${message}`, chunkName: CHUNK, frames: [], globals: GLOBALS };
}

/** The report on a failure of a script with this text. */
export async function report(code: string, failure: CapturedFailure): Promise<Report> {
  return explain(failure, (chunkName) => (chunkName === CHUNK ? code : undefined));
}

/** `line:column-endColumn` of the mark that says where the error is; without columns, just the line. */
export function primary({ excerpts }: Report): string | undefined {
  const mark = excerpts[0]?.marks.find(({ isPrimary }) => isPrimary);
  if (!mark) return undefined;
  return mark.column === undefined ? String(mark.line) : `${mark.line}:${mark.column}-${mark.endColumn}`;
}
