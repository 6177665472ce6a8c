// What LLMSpell adds to Jupyter messaging: `metadata.llmspell` of standard messages, and the comm targets. Any thread.
//
// All of it may be left out: a client that knows nothing of it gets plain Jupyter.

import type { TypeOf } from './schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  integer,
  json,
  nonEmptyString,
  object,
  oneOf,
  optional,
  string,
} from './schema.js';

/** The key under which `metadata` carries the parts below. */
export const VENDOR_KEY = 'llmspell';

/** Comm targets that the kernel serves itself. */
export const COMM_TARGETS = {
  session: 'llmspell.session',
  state: 'llmspell.state',
  event: 'llmspell.event',
  hook: 'llmspell.hook',
  artifact: 'llmspell.artifact',
  rag: 'llmspell.rag',
} as const;

/** Of every request on shell: which named session it is for. Without it the one of the client, at first `main`. */
export const requestMetadata = object({ session: optional(nonEmptyString) });

/** Of `interrupt_request`. */
export const interruptMetadata = object({
  session: optional(nonEmptyString),
  /** `msg_id` of an `execute_request`: only this is ended, or taken out of the queue. Default: whatever runs. */
  request: optional(nonEmptyString),
});

/** Of `execute_request`. */
export const executeMetadata = object({
  session: optional(nonEmptyString),
  /** As Lua wants it: `@path` for files, `=name` for others. Default: the path of the cell. */
  chunk_name: optional(nonEmptyString),
  /** The code runs as a script of this name, with `arg` and `ARGS`. */
  script_name: optional(string),
  /** Folder that `require` searches first. */
  script_directory: optional(string),
  args: defaultTo(array(string), []),
  /** Of the kernel's machine; relative paths start here in this run. */
  working_directory: optional(nonEmptyString),
  timeout_ms: optional(count),
  /** Whether the value of the last expression is shown; else what the chunk returns is in the reply's `results`. */
  echo: defaultTo(boolean, true),
  /** Local variables outside of every block are there in the next request that says so too. */
  keep_locals: defaultTo(boolean, false),
  /** With `echo`: the first result becomes `_`, `_N` and `Out[N]`, where N is this number. */
  keep_result: optional(count),
  /** Who sends it has looked for secrets by itself: the kernel leaves nothing out of history and kept sessions for one that it finds. */
  keep_secrets: optional(boolean),
  /** SHA-256 in hexadecimal: the code is the first buffer, bytes as they are, and has this digest; `code` is for people. */
  code_sha256: optional(nonEmptyString),
  /** `bytes`: `input_request` is answered with a buffer (see {@link inputReplyMetadata}). */
  stdin: defaultTo(oneOf('text', 'bytes'), 'text'),
  /** Print the answers of models as they come. */
  stream_tokens: defaultTo(boolean, false),
});
export type ExecuteMetadata = TypeOf<typeof executeMetadata>;

/** Of `execute_reply` whose request began a run. */
export const executeReplyMetadata = object({
  session: nonEmptyString,
  run: nonEmptyString,
  duration_ms: count,
  outcome: oneOf('ok', 'error', 'exit'),
  /** Of `os.exit`. */
  exit_code: optional(integer),
  /** What the chunk returned, as tagged JSON (src/base/tagged-json.ts), without `echo`. */
  results: optional(array(json)),
  /** Of a failure: `syntax`, `runtime`, `interrupted`, `timeout`, ... as captured. */
  failure_kind: optional(nonEmptyString),
  /** Of a failure: the report as plain data (src/diagnostics/report.ts). */
  report: optional(json),
  /** The engine had to be replaced, and the session's globals with it. */
  engine_replaced: defaultTo(boolean, false),
});
export type ExecuteReplyMetadata = TypeOf<typeof executeReplyMetadata>;

/** Of everything on iopub. */
export const publishedMetadata = object({
  session: optional(nonEmptyString),
  /** One more than that of the message before it, counted by the kernel: a gap is lost messages. */
  sequence: optional(count),
  /** Of a `stream` whose bytes are not UTF-8: they are the first buffer, `text` is an approximation. */
  bytes: defaultTo(boolean, false),
  /** Of a `stream`, while a debugger is attached: which bytes come from which line of `sources`, in order. */
  places: optional(array(object({ bytes: count, source: optional(count), line: optional(count) }))),
  /** As the Debug Adapter Protocol has them. */
  sources: optional(array(json)),
  /** Of a `debug_event` that is for others: `header.session` of the client whose request has caused it. */
  asker: optional(nonEmptyString),
});

/** Of `input_request`, for runs that asked for `stdin: "bytes"`. */
export const inputRequestMetadata = object({ max_bytes: optional(count) });

/** Of `input_reply`. */
export const inputReplyMetadata = object({
  /** The first buffer is the input. */
  bytes: defaultTo(boolean, false),
  /** The input has ended. */
  eof: defaultTo(boolean, false),
  /** There is no input, because of this: a host error for the script. */
  error: optional(
    object({ code: nonEmptyString, message: string, help: optional(string), category: optional(string) }),
  ),
});
