// `llmspell kernel status [ID]`. Control thread.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpellError } from '../../base/errors.js';
import { findKernel } from '../../client/find-kernel.js';
import type { KernelFile } from '../../client/kernel-files.js';
import type { KernelStatus, SessionStatus } from '../../kernel/contract.js';
import { EXIT } from '../exit-codes.js';
import { toOptions } from '../options.js';
import type { OutputFormat } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { ask } from './ask.js';
import type { AskOptions } from './ask.js';
import { describeAddress, describeBytes, describeDuration, table } from './describe.js';
import { formatJson, toSnakeCase } from './format-json.js';
import type { Print } from './print.js';
import { counted } from '../../services/counted.js';

const WATCH_MS = 1000;

/** @returns the exit code. @throws SpellError `USAGE`, `KERNEL_*`, `CONNECTION_FILE` */
export async function statusCommand({ operands, options }: CommandLine, print: Print): Promise<number> {
  const { output } = toOptions(options);
  const kernel = await findKernel(operands[0]);
  if (options.has('watch')) return watch(kernel, output, print);
  return print(render(kernel, await statusOf(kernel), output));
}

/** Until Ctrl+C, or until nobody takes what is printed; ends with the kernel. */
async function watch(kernel: KernelFile, output: OutputFormat, print: Print): Promise<number> {
  const isScreen = process.stdout.isTTY && output === 'text';
  const interrupted = once(process, 'SIGINT').then(() => EXIT.interrupted);
  for (;;) {
    const text = render(kernel, await statusOf(kernel), output);
    const code = await print(isScreen ? `\u001b[H\u001b[J${text}` : text);
    if (code !== EXIT.ok) return code;
    const early = await Promise.race([interrupted, sleep(WATCH_MS)]);
    if (early !== undefined) return early;
  }
}

/** @throws SpellError `KERNEL_SILENT`, `KERNEL_FOREIGN` */
export async function statusOf(kernel: KernelFile, options?: AskOptions): Promise<KernelStatus> {
  try {
    const status = await ask(kernel, async (client, signal) => client.status({ signal }), options);
    return status as unknown as KernelStatus;
  } catch (error) {
    if (error instanceof SpellError && error.code === 'KERNEL_REQUEST') throw foreign(kernel);
    throw error;
  }
}

function foreign({ id }: KernelFile): SpellError {
  return new SpellError('KERNEL_FOREIGN', `the kernel '${id}' is not one of llmspell: it does not tell its status`);
}

function render(kernel: KernelFile, status: KernelStatus, output: OutputFormat): string {
  const { path, connection } = kernel;
  if (output !== 'text' && output !== 'table') {
    const place = { address: describeAddress(connection), connection_file: path, log_file: connection.log_file };
    return formatJson({ ...(toSnakeCase(status) as object), ...place }, output);
  }
  return [overview(kernel, status), sessionsTable(status), clientsTable(status)]
    .filter((part) => part !== '')
    .join('\n');
}

function overview({ path, connection }: KernelFile, status: KernelStatus): string {
  const { memory, executions, events, clients, maxClients } = status;
  const queued = status.sessions.reduce((sum, session) => sum + session.queued, 0);
  return table([
    ['kernel', `${status.id}, process ${status.pid}, llmspell ${status.version}`],
    ['up', describeDuration(status.uptimeMs)],
    ['address', describeAddress(connection)],
    ['file', path],
    ['memory', `${describeBytes(memory.rssBytes)}, of which ${describeBytes(memory.heapBytes)} are JavaScript's`],
    [
      'runs',
      `${executions.finished} finished, ${executions.failed} failed, ${executions.running} running, ${queued} queued`,
    ],
    [
      'events',
      `${events.published} published, ${events.delivered} delivered, ${events.dropped} dropped, ${events.waiting} waiting, ${events.subscriptions} subscriptions`,
    ],
    ['clients', `${clients.length} of at most ${maxClients}`],
  ]);
}

function sessionsTable({ sessions }: KernelStatus): string {
  const ago = (time: string): string => `${describeDuration(Date.now() - Date.parse(time))} ago`;
  const rows = sessions.map((session) => [
    session.name,
    session.state,
    String(session.executionCount),
    String(session.queued),
    session.debugger,
    hooksOf(session),
    retrievalOf(session),
    recordOf(session),
    ago(session.lastActiveAt),
  ]);
  return table([['SESSION', 'STATE', 'RUNS', 'QUEUED', 'DEBUGGER', 'HOOKS', 'RETRIEVAL', 'KEPT', 'ACTIVE'], ...rows]);
}

function hooksOf({ hooks: { hooks, open } }: SessionStatus): string {
  return open === 0 ? String(hooks) : `${hooks} (${open} left out)`;
}

function retrievalOf({ retrieval: { documents, searches } }: SessionStatus): string {
  return documents + searches === 0
    ? '-'
    : `${counted(documents, 'document')} in, ${counted(searches, 'search', 'searches')}`;
}

/** Of the id so much as names the kept session. */
function recordOf({ record }: SessionStatus): string {
  if (record === null) return 'no';
  const { id, steps, lost } = record;
  if (id === null && lost === 0) return '-';
  return `${id?.slice(0, 8) ?? '-'}, ${counted(steps, 'step')}${lost === 0 ? '' : `, ${lost} lost`}`;
}

function clientsTable({ clients }: KernelStatus): string {
  if (clients.length === 0) return '';
  const rows = clients.map(({ id, username, session, lastSeenAt }) => [
    id.slice(0, 8),
    username === '' ? '-' : username,
    session,
    `${describeDuration(Date.now() - Date.parse(lastSeenAt))} ago`,
  ]);
  return table([['CLIENT', 'USER', 'SESSION', 'SEEN'], ...rows]);
}
