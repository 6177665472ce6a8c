// What a session may touch, as plain data that both threads share. Types only; the decision is in policy.ts.

/** `true` allows everything, `false` nothing, a list just what it names. */
export type Allowance = boolean | readonly string[];

/**
 * Fixed when a session starts; a client can only narrow it.
 *
 * `read` and `write` name absolute directories or files (what lies below is included), `net` names hosts with an optional
 * `:port` (`*.example.com` for subdomains), `run` program names or absolute paths, `env` variable names (`AWS_*` by prefix).
 */
export interface PermissionGrant {
  readonly read: Allowance;
  readonly write: Allowance;
  readonly net: Allowance;
  readonly run: Allowance;
  readonly env: Allowance;
}
