// What a session is granted when it starts: the default, widened by the configuration file and by flags. Control thread.

import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import type { PermissionSettings } from '../config/config.js';
import type { Allowance, PermissionGrant } from './grant.js';
import { EVERY_HOST, formatHostPattern, parseHostPattern } from './hosts.js';

/** The five kinds of permission, each with a flag `--allow-KIND`. */
export const PERMISSION_KINDS = ['read', 'write', 'net', 'run', 'env'] as const;
export type PermissionKind = (typeof PERMISSION_KINDS)[number];

/** As the command line gives them: `--allow-read` is `true`, `--allow-read=a,b` its text, a repeated flag a list. */
export type PermissionFlag = boolean | string | readonly string[] | undefined;

export interface PermissionFlags extends Readonly<Partial<Record<PermissionKind, PermissionFlag>>> {
  readonly denyAll?: boolean | undefined;
}

export const NO_PERMISSIONS: PermissionGrant = { read: false, write: false, net: false, run: false, env: false };

/** Files below the working directory and the temporary folder; no network, no programs, no environment. */
export function defaultGrant(workingDirectory: string, temporaryFolder: string = tmpdir()): PermissionGrant {
  const folders = [resolve(workingDirectory), resolve(temporaryFolder)];
  return { ...NO_PERMISSIONS, read: folders, write: folders };
}

/**
 * The grant of a session. The file's settings and the flags widen the default; `false` in the file takes the default
 * of its kind away, `permissions.deny_all` that of all. `--deny-all` leaves only what other flags allow.
 *
 * @throws SpellError `PERMISSION_FLAG` for a malformed list
 */
export function createGrant(
  workingDirectory: string,
  flags: PermissionFlags = {},
  settings: PermissionSettings = {},
): PermissionGrant {
  const allow = (kind: PermissionKind): Allowance => {
    const fromFlags = parsePermissionFlag(kind, flags[kind], workingDirectory);
    if (flags.denyAll === true) return fromFlags;
    const hasDefault = settings.denyAll !== true && settings[kind] !== false;
    const base = hasDefault ? defaultGrant(workingDirectory)[kind] : false;
    const join = kind === 'net' ? unionOfHosts : union;
    return join(join(base, parseSetting(kind, settings[kind], workingDirectory)), fromFlags);
  };
  return { read: allow('read'), write: allow('write'), net: allow('net'), run: allow('run'), env: allow('env') };
}

/**
 * One flag as an allowance. Without a value it allows everything of its kind; a value is a comma list, in which a
 * comma that belongs to a path is doubled.
 *
 * @throws SpellError `PERMISSION_FLAG`
 */
export function parsePermissionFlag(kind: PermissionKind, flag: PermissionFlag, workingDirectory: string): Allowance {
  if (flag === undefined || typeof flag === 'boolean') return flag === true;
  const texts = typeof flag === 'string' ? [flag] : flag;
  const origin = `--allow-${kind}`;
  return texts.flatMap(splitList).map((entry) => parseEntry(kind, entry, workingDirectory, origin));
}

function parseSetting(kind: PermissionKind, setting: Allowance | undefined, workingDirectory: string): Allowance {
  if (setting === undefined || typeof setting === 'boolean') return setting === true;
  return setting.map((entry) => parseEntry(kind, entry, workingDirectory, `permissions.${kind}`));
}

/** Splits at single commas; a doubled one is a comma of the entry. */
function splitList(text: string): string[] {
  return text
    .replaceAll(',,', '\0')
    .split(',')
    .map((entry) => entry.replaceAll('\0', ',').trim());
}

function parseEntry(kind: PermissionKind, entry: string, workingDirectory: string, origin: string): string {
  if (entry === '' || entry.includes('\0')) throw malformed(origin, entry, 'an entry of the list is empty', kind);
  if (kind === 'net') {
    const pattern = parseHostPattern(entry);
    if (pattern === undefined) throw malformed(origin, entry, `'${entry}' is no host`, kind);
    return formatHostPattern(pattern);
  }
  if (kind === 'env') {
    if (!/^[^=*]*\*?$/.test(entry)) throw malformed(origin, entry, `'${entry}' is no variable name`, kind);
    return entry;
  }
  if (kind === 'run' && !/[/\\]/.test(entry)) return entry;
  return resolve(workingDirectory, entry);
}

const EXAMPLES: Readonly<Record<PermissionKind, string>> = {
  read: '--allow-read=docs,/etc/hosts',
  write: '--allow-write=out',
  net: '--allow-net=example.com,*.example.org:443,[::1]:8080',
  run: '--allow-run=git,/usr/bin/make',
  env: '--allow-env=HOME,AWS_*',
};

function malformed(origin: string, entry: string, problem: string, kind: PermissionKind): SpellError {
  return new SpellError('PERMISSION_FLAG', `${origin}: ${problem}`, {
    category: 'Configuration error',
    help: `write it like ${EXAMPLES[kind]}`,
    details: { origin, entry },
  });
}

/** Everything is everything public, and private hosts are named beside it. */
function unionOfHosts(a: Allowance, b: Allowance): Allowance {
  if (a === true && Array.isArray(b)) return union([EVERY_HOST], b);
  return b === true && Array.isArray(a) ? union([EVERY_HOST], a) : union(a, b);
}

function union(a: Allowance, b: Allowance): Allowance {
  if (a === true || b === true) return true;
  if (a === false) return b;
  return b === false ? a : [...new Set([...a, ...b])];
}
