// What `launch` and `attach` take: the one description of it, which docs/reference/dap.md shows. Any thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { JsonValue, Schema, TypeOf } from '../../protocol/schema.js';
import {
  array,
  boolean,
  defaultTo,
  mismatch,
  nonEmptyString,
  object,
  optional,
  positive,
  string,
} from '../../protocol/schema.js';

const ALLOWANCE = 'boolean or array of strings';
const allowance: Schema<boolean | readonly string[]> = {
  label: ALLOWANCE,
  parse: (value, path) => {
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string' && !Array.isArray(value)) throw mismatch(path, ALLOWANCE, value);
    return array(nonEmptyString).parse(typeof value === 'string' ? [value] : value, path);
  },
};

const AMOUNT = 'string or number';
const amount: Schema<string> = {
  label: AMOUNT,
  parse: (value, path) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw mismatch(path, AMOUNT, value);
    return nonEmptyString.parse(String(value), path);
  },
};

const pathMapping = object({ localRoot: nonEmptyString, remoteRoot: nonEmptyString });
export type PathMapping = TypeOf<typeof pathMapping>;

/** Of both. */
const shared = {
  stopOnEntry: defaultTo(boolean, false),
  skipFiles: defaultTo(array(string), []),
  evaluateTimeoutMs: optional(positive),
  pathMappings: defaultTo(array(pathMapping), []),
  connect: optional(nonEmptyString),
  session: optional(nonEmptyString),
  token: optional(string),
} as const;

export const launchArguments = object({
  program: nonEmptyString,
  args: defaultTo(array(string), []),
  cwd: optional(nonEmptyString),
  noDebug: defaultTo(boolean, false),
  stdin: optional(string),
  allowRead: optional(allowance),
  allowWrite: optional(allowance),
  allowNet: optional(allowance),
  allowRun: optional(allowance),
  allowEnv: optional(allowance),
  denyAll: defaultTo(boolean, false),
  timeout: optional(amount),
  maxMemory: optional(amount),
  config: optional(nonEmptyString),
  ...shared,
});
export type LaunchArguments = TypeOf<typeof launchArguments>;

export const attachArguments = object(shared);
export type AttachArguments = TypeOf<typeof attachArguments>;

/** What clients add on their own: their names for a configuration, and what starts with two underscores. */
const OF_CLIENTS = [
  'name',
  'type',
  'request',
  'preLaunchTask',
  'postDebugTask',
  'presentation',
  'internalConsoleOptions',
  'debugServer',
  'serverReadyAction',
  'suppressMultipleSessionWarning',
];

/** @throws SpellError `MESSAGE_CONTENT`, and `DEBUG_REFUSED` for what cannot be done */
export function parseLaunch(given: JsonValue | undefined): LaunchArguments {
  const parsed = launchArguments.parse(given ?? {}, 'arguments');
  const { env } = parsed as { readonly env?: JsonValue };
  if (env !== undefined && env !== null && Object.keys(env).length > 0) {
    throw new SpellError(
      'DEBUG_REFUSED',
      'arguments.env cannot be set: a script sees the environment of llmspell itself, as far as allowEnv goes',
    );
  }
  return parsed;
}

export function parseAttach(given: JsonValue | undefined): AttachArguments {
  return attachArguments.parse(given ?? {}, 'arguments');
}

/** Arguments that nobody knows: most are mistyped. They are told and ignored. */
export function unknownArguments(request: 'launch' | 'attach', given: JsonValue | undefined): string[] {
  const known = Object.keys((request === 'launch' ? launchArguments : attachArguments).shape ?? {});
  return Object.keys(given ?? {})
    .filter((name) => !known.includes(name) && !OF_CLIENTS.includes(name) && name !== 'env' && !name.startsWith('__'))
    .map((name) => `'${name}' is no argument of ${request}${didYouMean(name, known)}`);
}
