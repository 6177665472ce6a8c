// The object that `--output json`, `pretty` and `table` print for a run. Control thread.

import type { Value } from '../base/values.js';
import { toJson } from './json.js';
import type { OutputFormat } from './options.js';

export interface RunSummary {
  readonly status: 'success' | 'error' | 'exit' | 'interrupted' | 'timeout';
  readonly mode: 'run' | 'exec';
  /** Bytes of the source. */
  readonly scriptLength: number;
  readonly argsCount: number;
  readonly isStreaming: boolean;
  /** What the script printed. */
  readonly output: string;
  readonly results: readonly Value[];
  readonly exitCode: number;
  /** Of one that has failed. */
  readonly runId?: string;
  /** A report as plain data, or a request error. */
  readonly error?: Value;
}

type Fields = Readonly<Record<string, Value>>;

/** `result` is what the script printed, then the JSON of what it returned on a line of its own. */
export function toFields(summary: RunSummary): Fields {
  const printed = summary.output.replace(/\n$/, '');
  const returned =
    summary.results.length === 0 ? '' : toJson(summary.results.length === 1 ? summary.results[0] : summary.results);
  return {
    status: summary.status,
    mode: summary.mode,
    script_length: summary.scriptLength,
    args_count: summary.argsCount,
    streaming: summary.isStreaming,
    result: [printed, returned].filter((part) => part !== '').join('\n'),
    ...(summary.exitCode === 0 ? {} : { exit_code: summary.exitCode }),
    ...(summary.runId === undefined ? {} : { run_id: summary.runId }),
    ...(summary.error === undefined ? {} : { error: summary.error }),
  };
}

/** An object in one of the formats, with a final line feed. */
export function formatFields(fields: Fields, format: Exclude<OutputFormat, 'text'>): string {
  if (format === 'json') return `${toJson(fields)}\n`;
  return format === 'pretty' ? `${toJson(fields, 2)}\n` : toTable(fields);
}

function toTable(all: Fields): string {
  const { error, ...others } = all;
  const fields = { ...others, ...(isFields(error) ? errorRows(error) : {}) };
  const width = Math.max(...Object.keys(fields).map((key) => key.length));
  const rows = Object.entries(fields).map(([key, value]) => {
    const text = typeof value === 'string' ? value : toJson(value, 2);
    return `${key.padEnd(width)}  ${text.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`.trimEnd();
  });
  return `${rows.join('\n')}\n`;
}

/** What people need of a report or request error; the rest is for programs. */
function errorRows({ code, message, location, help }: Fields): Fields {
  const advice = (Array.isArray(help) ? (help as readonly Value[]) : [help])
    .map((item) => (isFields(item) ? item['text'] : item))
    .filter((text) => typeof text === 'string');
  return {
    code,
    message,
    ...(isFields(location) ? { place: placeOf(location) } : {}),
    ...(advice.length === 0 ? {} : { help: advice.join('\n') }),
  };
}

/** `file:line:column`, as far as they are known. */
function placeOf({ file, line, column }: Fields): string {
  return [file, line, column].filter((part) => typeof part === 'string' || typeof part === 'number').join(':');
}

function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
