// `--session NAME` of a kernel that runs: uses the session, or opens it, with what it may not do. Control thread.

import { SpellError } from '../base/errors.js';
import type { KernelClient } from '../client/kernel-client.js';
import { callTarget } from '../client/call-target.js';
import { COMM_TARGETS } from '../protocol/vendor.js';
import type { JsonObject } from '../protocol/schema.js';
import { parsePermissionFlag } from '../permissions/defaults.js';
import type { CliOptions } from './options.js';

type SessionOptions = Pick<
  CliOptions,
  'session' | 'permissions' | 'maxMemoryBytes' | 'config' | 'profile' | 'ragProfile'
>;

const KINDS = ['read', 'write', 'net', 'run', 'env'] as const;

/**
 * Options that belong to the start of a kernel or session.
 * @throws SpellError `PERMISSION_KERNEL`
 */
export function refuseKernelOptions(options: SessionOptions): void {
  const { session, permissions, maxMemoryBytes, config, profile, ragProfile } = options;
  const allowed = KINDS.filter((kind) => permissions[kind] !== undefined).map((kind) => `--allow-${kind}`);
  const limits = [
    ...(permissions.denyAll === true ? ['--deny-all'] : []),
    ...(maxMemoryBytes === undefined ? [] : ['--max-memory']),
  ];
  const given = [
    ...(config === undefined ? [] : ['--config']),
    ...(profile === undefined ? [] : ['--profile']),
    ...(ragProfile === undefined ? [] : ['--rag-profile']),
    ...allowed,
    ...limits,
  ];
  if (given.length === 0) return;
  if (session === undefined || config !== undefined || profile !== undefined || ragProfile !== undefined) {
    throw refused(
      `${given[0]!} belongs to the start of a kernel, and this one runs already`,
      'start a kernel with it: llmspell kernel start; or open a session that may do less: --session NAME --deny-all',
    );
  }
  if (allowed.length > 0 && permissions.denyAll !== true) {
    throw refused(
      `${allowed[0]!} cannot give a session more than its kernel has`,
      `a new session can only be narrowed: add --deny-all, which leaves what ${allowed.join(', ')} say`,
    );
  }
}

/** @throws SpellError `KERNEL_SESSION_*`, `PERMISSION_KERNEL` and `PERMISSION_FLAG` */
export async function openNamedSession(client: KernelClient, name: string, options: SessionOptions): Promise<void> {
  const { permissions, maxMemoryBytes } = options;
  const isNarrowed = permissions.denyAll === true || maxMemoryBytes !== undefined;
  const limits = maxMemoryBytes === undefined ? {} : { limits: { memoryBytes: maxMemoryBytes } };
  const narrowing = permissions.denyAll === true ? { permissions: narrowingOf(options) } : {};
  try {
    await callTarget(client.comms, COMM_TARGETS.session, 'open', { name, ...limits, ...narrowing });
  } catch (error) {
    const isThere = error instanceof SpellError && error.code === 'KERNEL_SESSION_EXISTS';
    if (!isThere && name !== 'main') throw error;
    if (!isNarrowed) return;
    throw refused(
      `the session '${name}' is open already, and its limits and permissions stay as they are`,
      'leave the options out, or choose another name',
    );
  }
}

/** What `--deny-all` leaves. A kind that is allowed without a list stays as the kernel has it. */
function narrowingOf({ permissions }: SessionOptions): JsonObject {
  const kinds = KINDS.map((kind) => [kind, parsePermissionFlag(kind, permissions[kind], process.cwd())] as const);
  return Object.fromEntries(kinds.filter(([, allowance]) => allowance !== true));
}

function refused(message: string, help: string): SpellError {
  return new SpellError('PERMISSION_KERNEL', message, { help });
}
