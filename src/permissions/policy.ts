// Decides what a script may touch; the only place that does. Both threads, so it loads nothing but node:fs and node:path.

import { dirname, isAbsolute, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import type { Allowance, PermissionGrant } from './grant.js';
import { EVERY_HOST, canonicalHost, matchesHost, parseHostPattern } from './hosts.js';
import type { HostPattern } from './hosts.js';
import { coversName } from './names.js';
import { isLoopbackAddress, isPrivateHost, isPublicAddress } from './private-address.js';
import { isWithin, realPathOf } from './real-path.js';
import type { LastLink } from './real-path.js';

/**
 * What a session may touch. Every `check` throws a {@link SpellError} with category `Security violation`, whose help
 * and `details.flag` name the command-line flag that would allow it.
 */
export interface PermissionPolicy {
  readonly grant: PermissionGrant;
  readonly workingDirectory: string;
  /**
   * Resolves `path` against the working directory and every link in it. Open the path it returns, never the one that
   * was asked for: only the former was checked.
   *
   * @param lastLink `keep` when the operation is on a link itself and not on what it points to (remove, rename)
   * @throws SpellError `PERMISSION_READ`
   */
  checkRead(path: string, lastLink?: LastLink): string;
  /** As {@link checkRead}, for creating, changing and removing. @throws SpellError `PERMISSION_WRITE` */
  checkWrite(path: string, lastLink?: LastLink): string;
  /** @param host name or IP literal; private ones must be named. @throws SpellError `PERMISSION_NET` */
  checkNet(host: string, port?: number): void;
  /**
   * For every address that a host's name leads to, before it is connected to: private ones must be named besides.
   *
   * @throws SpellError `PERMISSION_NET`
   */
  checkAddress(address: string, host: string, port: number): void;
  /** @param program name to be found on the PATH, or a path. Returns what to start. @throws SpellError `PERMISSION_RUN` */
  checkRun(program: string): string;
  /** @throws SpellError `PERMISSION_ENV` */
  checkEnv(name: string): void;
  /** The question without the exception, for listings. */
  allowsEnv(name: string): boolean;
  /** The same permissions where relative paths in questions start from another directory. */
  from(workingDirectory: string): PermissionPolicy;
}

/** Builds the policy of a grant. Relative paths, in the grant as in questions, start from `workingDirectory`. */
export function createPolicy(grant: PermissionGrant, workingDirectory: string): PermissionPolicy {
  const base = realPathOf(workingDirectory, process.cwd());
  const readable = rootsOf(grant.read, base);
  const writable = rootsOf(grant.write, base);
  const hosts = patternsOf(grant.net);
  const allowsEnv = (name: string): boolean => coversEnv(grant.env, name);
  const startingFrom = (directory: string): PermissionPolicy => ({
    grant,
    workingDirectory: directory,
    checkRead: (path, lastLink) => checkPath('read', readable, path, directory, lastLink),
    checkWrite: (path, lastLink) => checkPath('write', writable, path, directory, lastLink),
    checkNet: (host, port) => checkHost(hosts, host, port),
    checkAddress: (address, host, port) => checkAddress(hosts, address, { host, port }),
    checkRun: (program) => checkProgram(grant.run, program, base, directory),
    allowsEnv,
    checkEnv: (name) => {
      if (!allowsEnv(name)) throw envDenied(name);
    },
    from: (other) => startingFrom(realPathOf(other, base)),
  });
  return startingFrom(base);
}

/** `undefined`: everything. Grants are resolved once, so that a link put in place later cannot widen them. */
function rootsOf(allowance: Allowance, base: string): readonly string[] | undefined {
  if (allowance === true) return undefined;
  return allowance === false ? [] : allowance.map((path) => realPathOf(path, base));
}

function patternsOf(allowance: Allowance): readonly HostPattern[] {
  if (allowance === false) return [];
  return (allowance === true ? [EVERY_HOST] : allowance).flatMap((text) => parseHostPattern(text) ?? []);
}

function coversEnv(allowance: Allowance, name: string): boolean {
  return typeof allowance === 'boolean' ? allowance : allowance.some((pattern) => coversName(pattern, name));
}

function checkPath(
  action: 'read' | 'write',
  roots: readonly string[] | undefined,
  path: string,
  base: string,
  lastLink: LastLink | undefined,
): string {
  if (path === '' || path.includes('\0')) throw invalidPath(action, path);
  const real = resolveOrDeny(action, path, base, lastLink);
  if (roots === undefined || roots.some((root) => isWithin(real, root))) return real;
  throw pathDenied(action, path, real, resolve(base, path) !== real);
}

function resolveOrDeny(action: 'read' | 'write', path: string, base: string, lastLink?: LastLink): string {
  try {
    return realPathOf(path, base, lastLink);
  } catch (cause) {
    throw new SpellError(pathCode(action), `Path not allowed: '${path}' is a circle of links`, {
      category: CATEGORY,
      help: 'remove one of the links',
      details: { path },
      cause,
    });
  }
}

function checkHost(patterns: readonly HostPattern[], host: string, port: number | undefined): void {
  const canonical = canonicalHost(host);
  if (canonical !== undefined && patterns.some((pattern) => matchesHost(pattern, canonical, port))) return;
  const target = withPort(canonical ?? host, port);
  const message = `Host blocked: '${target}' is not in allowed hosts`;
  const details = { host, ...(port === undefined ? {} : { port }) };
  throw denied('PERMISSION_NET', message, `--allow-net=${target}`, details, privateHint(patterns, canonical ?? host));
}

/** A host that is allowed may lead anywhere: what it leads to has to be allowed as well, unless all may go there. */
function checkAddress(patterns: readonly HostPattern[], address: string, asked: Target): void {
  const canonical = canonicalHost(address) ?? address;
  const { host, port } = asked;
  const named = (name: string): boolean => patterns.some((pattern) => matchesHost(pattern, name, port));
  if (isPublicAddress(canonical) || named(canonical)) return;
  if (canonicalHost(host) === 'localhost' && isLoopbackAddress(canonical) && named('localhost')) return;
  const target = withPort(canonical, port);
  const message = `Host blocked: '${host}' leads to the private address '${target}', which is not in allowed hosts`;
  throw denied('PERMISSION_NET', message, `--allow-net=${target}`, { host, port, address });
}

interface Target {
  readonly host: string;
  readonly port: number;
}

function withPort(host: string, port: number | undefined): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

function checkProgram(allowance: Allowance, program: string, base: string, directory: string): string {
  const isPath = /[/\\]/.test(program);
  const target = isPath ? realPathOf(program, directory) : program;
  const covers = (entry: string): boolean =>
    isAbsolute(entry) ? isPath && realPathOf(entry, base) === target : entry === target;
  if (program !== '' && (typeof allowance === 'boolean' ? allowance : allowance.some(covers))) return target;
  throw denied('PERMISSION_RUN', `Executable not allowed: '${program}'`, `--allow-run=${escapeComma(target)}`, {
    program,
  });
}

const CATEGORY = 'Security violation';

function pathCode(action: 'read' | 'write'): string {
  return action === 'read' ? 'PERMISSION_READ' : 'PERMISSION_WRITE';
}

function pathDenied(action: 'read' | 'write', path: string, real: string, isLinked: boolean): SpellError {
  const gerund = action === 'read' ? 'reading' : 'writing';
  const leads = isLinked ? ` (it leads to '${real}')` : '';
  const message = `Path not allowed: Permission denied for ${gerund} '${path}'${leads}`;
  return denied(pathCode(action), message, `--allow-${action}=${escapeComma(grantFor(real))}`, {
    path,
    resolved: real,
  });
}

function invalidPath(action: 'read' | 'write', path: string): SpellError {
  const what = path === '' ? 'an empty path' : 'a path with a zero byte';
  return new SpellError(pathCode(action), `Path not allowed: ${what} names no file`, {
    category: CATEGORY,
    help: 'give the path of a file or directory',
    details: { path },
  });
}

function envDenied(name: string): SpellError {
  const message = `Permission denied: environment variable '${name}' is not allowed`;
  return denied('PERMISSION_ENV', message, `--allow-env=${name}`, { name });
}

/** To who has allowed all hosts and is refused one. */
function privateHint(patterns: readonly HostPattern[], host: string): string {
  const allowsAll = patterns.some((pattern) => matchesHost(pattern, 'host.example', undefined));
  return allowsAll && isPrivateHost(host) ? '; --allow-net alone does not reach private addresses' : '';
}

function denied(
  code: string,
  message: string,
  flag: string,
  details: Readonly<Record<string, unknown>>,
  hint = '',
): SpellError {
  return new SpellError(code, message, {
    category: CATEGORY,
    help: `run with ${flag} to allow it${hint}`,
    details: { flag, ...details },
  });
}

/** What to propose in a flag: the path itself, for a link that is meant itself the directory, as a grant follows links. */
function grantFor(real: string): string {
  try {
    return realPathOf(real, real) === real ? real : dirname(real);
  } catch {
    return dirname(real);
  }
}

/** In the flags' comma lists a comma that belongs to a path is doubled. */
function escapeComma(path: string): string {
  return path.replaceAll(',', ',,');
}
