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
    ...(summary.error === undefined ? {} : { error: summary.error }),
  };
}

/** An object in one of the formats, with a final line feed. */
export function formatFields(fields: Fields, format: Exclude<OutputFormat, 'text'>): string {
  if (format === 'json') return `${toJson(fields)}\n`;
  return format === 'pretty' ? `${toJson(fields, 2)}\n` : toTable(fields);
}

function toTable(fields: Fields): string {
  const width = Math.max(...Object.keys(fields).map((key) => key.length));
  const rows = Object.entries(fields).map(([key, value]) => {
    const text = typeof value === 'string' ? value : toJson(value, 2);
    return `${key.padEnd(width)}  ${text.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`.trimEnd();
  });
  return `${rows.join('\n')}\n`;
}
