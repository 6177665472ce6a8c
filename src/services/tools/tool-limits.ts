// What `[tools]` of the configuration holds every call of a tool to: time, size of the answer, hosts. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { Config } from '../../config/config.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { withDeadline } from '../deadline.js';
import type { Output } from '../output-table.js';
import type { ToolContext } from './tool.js';

export type ToolLimits = Config['tools'];

/** @throws SpellError `TOOL_TIMEOUT`, `TOOL_RESULT_TOO_LARGE`, `PERMISSION_NET`, and what the work throws */
export async function withinLimits(
  tool: string,
  limits: ToolLimits,
  context: ToolContext,
  work: (context: ToolContext) => Promise<Output>,
): Promise<Output> {
  const { timeoutMs, maxOutputBytes, hosts } = limits;
  const policy = hosts === undefined ? context.policy : withHosts(context.policy, hosts);
  const output = await withDeadline(
    context.signal,
    timeoutMs,
    () => timedOut(tool, timeoutMs!),
    (signal) => {
      const call = context.call === undefined ? {} : { call: { ...context.call, signal } };
      return work({ ...context, ...call, policy, signal });
    },
  );
  if (maxOutputBytes !== undefined) checkSize(tool, output, maxOutputBytes);
  return output;
}

/** Hosts that are allowed and are not listed are refused too. */
function withHosts(policy: PermissionPolicy, hosts: readonly string[]): PermissionPolicy {
  const listed = createPolicy({ ...NO_PERMISSIONS, net: hosts }, policy.workingDirectory);
  return {
    ...policy,
    checkNet: (host, port) => {
      policy.checkNet(host, port);
      try {
        listed.checkNet(host, port);
      } catch (cause) {
        throw notListed(host, cause);
      }
    },
    from: (directory) => withHosts(policy.from(directory), hosts),
  };
}

function checkSize(tool: string, { text, metadata, fields }: Output, limit: number): void {
  const size = sizeOf(text) + sizeOf(metadata) + sizeOf(fields);
  if (size <= limit) return;
  throw new SpellError('TOOL_RESULT_TOO_LARGE', `The answer of '${tool}' has ${size} bytes, ${limit} are allowed`, {
    category: 'Resource limit exceeded',
    help: 'ask for less, or raise tools.max_output in the configuration',
    details: { tool, size, limit },
  });
}

/** Bytes of the texts in it, keys too; other values count 8. */
function sizeOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (value === undefined || value === null || typeof value !== 'object') return 8;
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + sizeOf(item as Value), 0);
}

function timedOut(tool: string, milliseconds: number): SpellError {
  return new SpellError('TOOL_TIMEOUT', `'${tool}' did not finish within ${milliseconds} ms`, {
    category: 'Timeout error',
    help: 'ask for less, or raise tools.timeout in the configuration',
    details: { tool, milliseconds },
  });
}

function notListed(host: string, cause: unknown): SpellError {
  return new SpellError('PERMISSION_NET', `Host blocked: '${host}' is not in allowed hosts of tools`, {
    category: 'Security violation',
    help: 'add it to tools.hosts in the configuration',
    details: { host },
    cause,
  });
}
