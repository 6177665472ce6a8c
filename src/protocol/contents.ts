// Parts that several message contents share. Any thread.

import type { Schema, Shape } from './schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  integer,
  json,
  jsonObject,
  nonEmptyString,
  object,
  oneOf,
  optional,
  string,
  variants,
} from './schema.js';

/** What a failed reply and an `error` on iopub say. */
export const errorShape = { ename: string, evalue: string, traceback: defaultTo(array(string), []) } as const;

/** Not begun, because an earlier request failed. */
const abortedShape = {} as const;

/** The content of a reply: what its request asked for, an error, or nothing because the queue was aborted. */
export const reply = <S extends Shape>(ok: S) => variants('status', { ok, error: errorShape, aborted: abortedShape });

/** The same thing in several forms, by MIME type: text, JSON as such, other binary forms in base64. */
export const mimeBundle = { data: jsonObject, metadata: defaultTo(jsonObject, {}) } as const;

export const display = {
  ...mimeBundle,
  transient: defaultTo(object({ display_id: optional(string) }), {}),
} as const;

export const helpLink = object({ text: string, url: string });

export const languageInfo = object({
  name: string,
  version: string,
  mimetype: string,
  file_extension: string,
  pygments_lexer: optional(string),
  codemirror_mode: optional(json),
  nbconvert_exporter: optional(string),
});

const historyFilter = { output: defaultTo(boolean, false), raw: defaultTo(boolean, true) } as const;

export const historyRequest = variants('hist_access_type', {
  range: {
    ...historyFilter,
    session: defaultTo(integer, 0),
    start: defaultTo(integer, 1),
    stop: optional(integer),
  },
  tail: { ...historyFilter, n: count },
  search: {
    ...historyFilter,
    pattern: defaultTo(string, '*'),
    n: optional(count),
    unique: defaultTo(boolean, false),
  },
});

/** Session, line number, and the input; with `output: true` input and output, which is null when there was none. */
export type HistoryEntry = readonly [session: number, line: number, input: string | readonly [string, string | null]];

const ENTRY_LABEL = 'array [session, line, input] or [session, line, [input, output]]';
export const historyEntry: Schema<HistoryEntry> = {
  label: ENTRY_LABEL,
  parse: (value, path) => {
    const [session, line, input] = array(json).parse(value, path);
    integer.parse(session, `${path}[0]`);
    integer.parse(line, `${path}[1]`);
    if (!Array.isArray(input)) string.parse(input, `${path}[2]`);
    else {
      string.parse(input[0], `${path}[2][0]`);
      if (input[1] !== null) string.parse(input[1], `${path}[2][1]`);
    }
    return value as HistoryEntry;
  },
};

/** A request of the Debug Adapter Protocol as `debug_request` carries it: whole, with its own numbering. */
export const debugRequest = object({
  type: defaultTo(oneOf('request'), 'request'),
  seq: defaultTo(integer, 0),
  command: nonEmptyString,
  arguments: optional(jsonObject),
});

/** A response of the Debug Adapter Protocol. Kernels leave parts out, and Jupyter's own header already says what it answers. */
export const debugResponse = object({
  type: defaultTo(oneOf('response'), 'response'),
  seq: defaultTo(integer, 0),
  request_seq: defaultTo(integer, 0),
  success: defaultTo(boolean, true),
  command: optional(string),
  message: optional(string),
  body: optional(json),
});

/** An event of the Debug Adapter Protocol. */
export const debugEvent = object({
  type: defaultTo(oneOf('event'), 'event'),
  seq: defaultTo(integer, 0),
  event: nonEmptyString,
  body: optional(json),
});
