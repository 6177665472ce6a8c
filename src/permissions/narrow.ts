// The intersection of two grants: a client may narrow what its session was given, never widen it. Control thread.

import { isAbsolute } from 'node:path';
import type { Allowance, PermissionGrant } from './grant.js';
import { EVERY_HOST, formatHostPattern, intersectHosts, parseHostPattern } from './hosts.js';
import type { HostPattern } from './hosts.js';
import { coversName } from './names.js';
import { isWithin, realPathOf } from './real-path.js';

/**
 * What both grants allow. Paths are resolved first: `/home/me` and the link `/home/me/etc` to `/etc` have nothing in
 * common, although one name is below the other.
 */
export function narrowGrant(grant: PermissionGrant, by: PermissionGrant, workingDirectory: string): PermissionGrant {
  const real = (path: string): string => realPathOf(path, workingDirectory);
  return {
    read: intersect(grant.read, by.read, real, narrowerPath),
    write: intersect(grant.write, by.write, real, narrowerPath),
    net: narrowHosts(grant.net, by.net),
    run: intersect(grant.run, by.run, (entry) => (isAbsolute(entry) ? real(entry) : entry), sameText),
    env: intersect(grant.env, by.env, (entry) => entry, narrowerName),
  };
}

/** Everything is everything public: against a list it does not let private addresses through. */
function narrowHosts(a: Allowance, b: Allowance): Allowance {
  if (a === true && b === true) return true;
  const listed = (allowance: Allowance): Allowance => (allowance === true ? [EVERY_HOST] : allowance);
  return intersect(listed(a), listed(b), parseHostPattern, intersectHosts, formatHostPattern);
}

function intersect<T extends string | HostPattern>(
  a: Allowance,
  b: Allowance,
  parse: (entry: string) => T | undefined,
  meet: (x: T, y: T) => T | undefined,
  format: (entry: T) => string = String,
): Allowance {
  if (a === false || b === false) return false;
  if (a === true || b === true) return a === true ? b : a;
  const left = a.flatMap((entry) => parse(entry) ?? []);
  const right = b.flatMap((entry) => parse(entry) ?? []);
  const common = left.flatMap((x) => right.flatMap((y) => meet(x, y) ?? []));
  return [...new Set(common.map(format))];
}

function narrowerPath(a: string, b: string): string | undefined {
  if (isWithin(a, b)) return a;
  return isWithin(b, a) ? b : undefined;
}

function sameText(a: string, b: string): string | undefined {
  return a === b ? a : undefined;
}

/** Variable names, some a prefix with `*`. */
function narrowerName(a: string, b: string): string | undefined {
  if (coversName(b, a)) return a;
  return coversName(a, b) ? b : undefined;
}
