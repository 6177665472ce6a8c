// Says why a run has not begun in a kernel that others use too. Control thread.

import { settledWithin } from '../base/settled-within.js';
import type { Execution } from '../client/execution.js';
import type { KernelClient } from '../client/kernel-client.js';
import { MAIN_SESSION } from '../kernel/clients.js';
import type { KernelStatus } from '../kernel/contract.js';

const WAITING_MS = 1500;

/** @param session that it runs in. @returns undefined where it began soon */
export async function whyWaiting(
  client: KernelClient,
  execution: Execution,
  session = MAIN_SESSION,
): Promise<string | undefined> {
  if (await settledWithin(execution.begun, WAITING_MS)) return undefined;
  const status = (await client.status()) as unknown as KernelStatus;
  const found = status.sessions.find(({ name }) => name === session);
  if (execution.hasEnded || found === undefined) return undefined;
  const { id } = status;
  const others = `waiting: session '${session}' of kernel ${id} is busy with another run`;
  return found.debugger === 'paused'
    ? `${others}, which is paused in the debugger\n  help: llmspell debug-attach ${id}${session === MAIN_SESSION ? '' : ` --session ${session}`} goes on with it or ends it`
    : others;
}
