// What a library keeps in JavaScript, once for each engine: only what cannot live in Lua, such as open files. Engine thread.

import { createPolicy } from '../permissions/policy.js';
import type { PermissionPolicy } from '../permissions/policy.js';
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

/** Links in the grant are resolved once. */
const sessionPolicy = perHost((host) => createPolicy(host.permissions, host.workingDirectory));

const runPolicies = new WeakMap<RuntimeHost['run'], PermissionPolicy>();

/** The permissions of the session, for paths as the run under way means them. */
export function policyOf(host: RuntimeHost): PermissionPolicy {
  const policy = runPolicies.get(host.run) ?? sessionPolicy(host).from(host.workingDirectory);
  runPolicies.set(host.run, policy);
  return policy;
}
