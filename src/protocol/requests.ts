// Every request of Jupyter messaging 5.4 with its reply. Handlers, guards, checks, channels and the client derive from this. Any thread.
//
// Left out on purpose: create_subshell, delete_subshell and list_subshell (5.5). They are for kernels that name
// `kernel subshells` in supported_features; ours does not, because control is served beside a running script anyway.

import {
  debugRequest,
  debugResponse,
  errorShape,
  helpLink,
  historyEntry,
  historyRequest,
  languageInfo,
  mimeBundle,
  reply,
} from './contents.js';
import type { Schema, TypeOf } from './schema.js';
import {
  adjusted,
  array,
  boolean,
  count,
  defaultTo,
  jsonObject,
  object,
  oneOf,
  optional,
  record,
  string,
  variants,
} from './schema.js';

export type RequestChannel = 'shell' | 'control';

interface RequestRule<Content, Reply> {
  /** Where a kernel takes it; clients use the first. */
  readonly channels: readonly [RequestChannel, ...RequestChannel[]];
  readonly content: Schema<Content>;
  readonly reply: Schema<Reply>;
  /** The kernel also publishes the reply on iopub, so that all clients know. */
  readonly isAnnounced?: boolean;
}

function rule<Content, Reply>(parts: RequestRule<Content, Reply>): RequestRule<Content, Reply> {
  return parts;
}

const executeRequest = object({
  code: string,
  silent: defaultTo(boolean, false),
  store_history: defaultTo(boolean, true),
  user_expressions: defaultTo(record(string), {}),
  allow_stdin: defaultTo(boolean, false),
  stop_on_error: defaultTo(boolean, true),
});

/** By the name that `NAME_request` and `NAME_reply` share. */
export const requests = {
  kernel_info: rule({
    channels: ['shell', 'control'],
    content: object({}),
    reply: reply({
      protocol_version: string,
      implementation: string,
      implementation_version: string,
      language_info: languageInfo,
      banner: defaultTo(string, ''),
      help_links: defaultTo(array(helpLink), []),
      supported_features: defaultTo(array(string), []),
    }),
  }),
  execute: rule({
    channels: ['shell'],
    content: adjusted(executeRequest, (content) => (content.silent ? { ...content, store_history: false } : content)),
    reply: variants('status', {
      ok: {
        execution_count: count,
        user_expressions: defaultTo(record(jsonObject), {}),
        payload: defaultTo(array(jsonObject), []),
      },
      error: { execution_count: optional(count), ...errorShape },
      aborted: { execution_count: optional(count) },
    }),
  }),
  complete: rule({
    channels: ['shell'],
    content: object({ code: string, cursor_pos: count }),
    reply: reply({
      matches: array(string),
      cursor_start: count,
      cursor_end: count,
      metadata: defaultTo(jsonObject, {}),
    }),
  }),
  inspect: rule({
    channels: ['shell'],
    content: object({ code: string, cursor_pos: count, detail_level: defaultTo(oneOf(0, 1), 0) }),
    reply: reply({ found: boolean, ...mimeBundle }),
  }),
  is_complete: rule({
    channels: ['shell'],
    content: object({ code: string }),
    reply: variants('status', {
      complete: {},
      incomplete: { indent: defaultTo(string, '') },
      invalid: {},
      unknown: {},
      error: errorShape,
    }),
  }),
  history: rule({
    channels: ['shell'],
    content: historyRequest,
    reply: reply({ history: array(historyEntry) }),
  }),
  comm_info: rule({
    channels: ['shell'],
    content: object({ target_name: optional(string) }),
    reply: reply({ comms: record(object({ target_name: string })) }),
  }),
  // Clients older than 5.4 send shutdown on shell.
  shutdown: rule({
    channels: ['control', 'shell'],
    content: object({ restart: defaultTo(boolean, false) }),
    reply: reply({ restart: defaultTo(boolean, false) }),
    isAnnounced: true,
  }),
  interrupt: rule({ channels: ['control'], content: object({}), reply: reply({}) }),
  debug: rule({ channels: ['control'], content: debugRequest, reply: debugResponse }),
  /** Of LLMSpell: what `llmspell kernel status` shows. */
  llmspell_status: rule({ channels: ['control'], content: object({}), reply: reply({ kernel: jsonObject }) }),
} as const;

export type RequestName = keyof typeof requests;
export type RequestContent<N extends RequestName> = TypeOf<(typeof requests)[N]['content']>;
export type ReplyContent<N extends RequestName> = TypeOf<(typeof requests)[N]['reply']>;

/** One handler for each request: a missing one does not compile. A handler that throws is answered as an error. */
export type RequestHandlers<Context> = {
  readonly [N in RequestName]: (content: RequestContent<N>, context: Context) => Promise<ReplyContent<N>>;
};

/** A request that has been checked: `content` has the type that goes with `name`. */
export type CheckedRequest = {
  [N in RequestName]: { readonly name: N; readonly content: RequestContent<N> };
}[RequestName];

/** `execute` for `execute_request`; undefined when this protocol has no such request. */
export function requestNameOf(messageType: string): RequestName | undefined {
  const name = messageType.endsWith('_request') ? messageType.slice(0, -'_request'.length) : '';
  return Object.hasOwn(requests, name) ? (name as RequestName) : undefined;
}

/** @throws SpellError `MESSAGE_CONTENT` that names the path of what is wrong */
export function parseRequest(name: RequestName, content: unknown): CheckedRequest {
  return { name, content: requests[name].content.parse(content, 'content') } as CheckedRequest;
}

/** @throws SpellError `MESSAGE_CONTENT` that names the path of what is wrong */
export function parseReply<N extends RequestName>(name: N, content: unknown): ReplyContent<N> {
  return requests[name].reply.parse(content, 'content') as ReplyContent<N>;
}
