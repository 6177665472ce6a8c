// What a library keeps in JavaScript, once for each engine or run: only what cannot live in Lua, such as open files. Engine thread.

import { createPolicy } from '../permissions/policy.js';
import type { PermissionPolicy } from '../permissions/policy.js';
import type { RuntimeHost } from './library.js';

/** A function that creates its value at the first call with a host and gives the same one afterwards. */
export function perHost<T>(create: (host: RuntimeHost) => T): (host: RuntimeHost) => T {
  return remembered((host) => host, create);
}

/** The same for the run that is under way. */
export function perRun<T>(create: (host: RuntimeHost) => T): (host: RuntimeHost) => T {
  return remembered((host) => host.run, create);
}

function remembered<T>(
  keyOf: (host: RuntimeHost) => object,
  create: (host: RuntimeHost) => T,
): (host: RuntimeHost) => T {
  const values = new WeakMap<object, { readonly value: T }>();
  return (host) => {
    const known = values.get(keyOf(host)) ?? { value: create(host) };
    values.set(keyOf(host), known);
    return known.value;
  };
}

/** Links in the grant are resolved once. */
const sessionPolicy = perHost((host) => createPolicy(host.permissions, host.workingDirectory));

/** The permissions of the session, for paths as the run under way means them. */
export const policyOf = perRun((host): PermissionPolicy => sessionPolicy(host).from(host.workingDirectory));
