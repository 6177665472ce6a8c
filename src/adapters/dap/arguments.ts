// What `launch`, `attach` and the other requests of the adapter itself take: the configuration that people write in their editor. Any thread.
//
// docs/reference/dap.md says what each means; a test compares both.

import type { Schema, TypeOf } from '../../protocol/schema.js';
import {
  array,
  boolean,
  count,
  defaultTo,
  isObject,
  nonEmptyString,
  object,
  optional,
  positive,
  string,
} from '../../protocol/schema.js';
import { SpellError } from '../../base/errors.js';

const LISTED = 'boolean or array of strings';
/** `true` is all, `false` nothing more than usual. */
const permission: Schema<boolean | readonly string[]> = {
  label: LISTED,
  parse: (value, path) => (typeof value === 'boolean' ? value : array(string).parse(value, path)),
};

const common = {
  /** Named session of the kernel. */
  session: optional(nonEmptyString),
  skipFiles: defaultTo(array(string), []),
  stopOnEntry: defaultTo(boolean, false),
  /** Folders of the client and what they are called on the kernel's machine. */
  pathMappings: defaultTo(array(object({ localRoot: nonEmptyString, remoteRoot: nonEmptyString })), []),
  evaluateTimeoutMs: optional(positive),
  /** Of `llmspell debug-server --token`. */
  token: optional(string),
} as const;

export const launchArguments = object({
  ...common,
  /** Path of the script; relative ones begin at `cwd`. */
  program: nonEmptyString,
  args: defaultTo(array(string), []),
  /** Folder that relative paths of the script begin at. Default: that of the adapter. */
  cwd: optional(nonEmptyString),
  /** Run without the debugger. */
  noDebug: defaultTo(boolean, false),
  /** Run in this kernel: id, HOST:PORT or connection file. Default: one of its own. */
  connect: optional(nonEmptyString),
  config: optional(nonEmptyString),
  timeoutMs: optional(count),
  maxMemoryBytes: optional(positive),
  allowRead: optional(permission),
  allowWrite: optional(permission),
  allowNet: optional(permission),
  allowRun: optional(permission),
  allowEnv: optional(permission),
  denyAll: defaultTo(boolean, false),
  /** Print the answers of models as they come. */
  stream: defaultTo(boolean, false),
});
export type LaunchArguments = TypeOf<typeof launchArguments>;

export const attachArguments = object({
  ...common,
  /** Id, HOST:PORT or connection file. Default: the one connected to last, or the only one. */
  connect: optional(nonEmptyString),
});
export type AttachArguments = TypeOf<typeof attachArguments>;

export const initializeArguments = object({
  clientID: optional(string),
  linesStartAt1: defaultTo(boolean, true),
  columnsStartAt1: defaultTo(boolean, true),
  pathFormat: defaultTo(string, 'path'),
  supportsProgressReporting: defaultTo(boolean, false),
});
export type InitializeArguments = TypeOf<typeof initializeArguments>;

export const disconnectArguments = object({
  restart: defaultTo(boolean, false),
  terminateDebuggee: optional(boolean),
  suspendDebuggee: defaultTo(boolean, false),
});

/** A request as it comes. */
export interface Request {
  readonly seq: number;
  readonly command: string;
  readonly arguments: unknown;
}

/** @throws SpellError `DAP_MESSAGE` where it is none */
export function parseRequest(message: unknown): Request {
  if (!isObject(message) || message['type'] !== 'request') throw notRequest('a message is no request');
  const { seq, command, arguments: args } = message;
  if (typeof command !== 'string' || command === '') throw notRequest('a request has no command');
  return { seq: Number.isSafeInteger(seq) ? Number(seq) : 0, command, arguments: args };
}

function notRequest(text: string): SpellError {
  return new SpellError('DAP_MESSAGE', text);
}
