// What a library keeps in JavaScript, once for each engine: only what cannot live in Lua, such as open files. Engine thread.

import { createPolicy } from '../permissions/policy.js';
import type { RuntimeHost } from './library.js';

/** A function that creates its value at the first call with a host and gives the same one afterwards. */
export function perHost<T>(create: (host: RuntimeHost) => T): (host: RuntimeHost) => T {
  const values = new WeakMap<RuntimeHost, { readonly value: T }>();
  return (host) => {
    const known = values.get(host) ?? { value: create(host) };
    values.set(host, known);
    return known.value;
  };
}

/** The permissions of the session; links in the grant are resolved once. */
export const policyOf = perHost((host) => createPolicy(host.permissions, host.workingDirectory));
