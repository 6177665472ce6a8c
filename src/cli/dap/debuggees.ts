// What the DAP server debugs: scripts in kernels of this process, or in kernels that run. Control thread.

import { resolve } from 'node:path';
import type { AttachArguments, LaunchArguments } from '../../adapters/dap/arguments.js';
import type { Debuggee, Debuggees, Launched, LaunchedRun, RunHandlers } from '../../adapters/dap/debuggee.js';
import type { Logger } from '../../base/log.js';
import type { PermissionFlag } from '../../permissions/defaults.js';
import type { KernelLink } from '../kernel-link.js';
import type { CliOptions } from '../options.js';
import { present } from '../present.js';
import { createRunRequest } from '../run-request.js';
import { toRunResult } from '../run-result.js';
import type { ScriptJob } from '../run-script.js';
import { readScript } from '../script-source.js';
import type { ReadInput } from '../stdin.js';

export function createDebuggees(options: CliOptions, logger: Logger): Debuggees {
  return {
    launch: async (args) => {
      const own = optionsOf(args, options);
      const folder = resolve(args.cwd ?? '.');
      // What cannot be read is told before anything starts.
      await readScript(resolve(folder, args.program), AbortSignal.timeout(READ_MS));
      return launched(await openLink(own, folder, logger), args, own, folder);
    },
    attach: async (args) => {
      const own = { ...options, connect: undefined, session: args.session, config: undefined };
      const [{ findKernel }, { linkFound }] = await Promise.all([
        import('../../client/find-kernel.js'),
        import('../link-running.js'),
      ]);
      const file = await findKernel(args.connect);
      return debuggee(await linkFound(file, own, logger), args, `kernel ${file.id}`);
    },
  };
}

/** A pipe may never come to an end. */
const READ_MS = 10_000;

async function openLink(options: CliOptions, folder: string, logger: Logger): Promise<KernelLink> {
  if (options.connect !== undefined) {
    const { linkRunning } = await import('../link-running.js');
    return linkRunning(options.connect, options, logger);
  }
  const { linkEmbedded } = await import('../link-embedded.js');
  return linkEmbedded(options, logger, folder);
}

function debuggee(link: KernelLink, { session }: AttachArguments, name: string): Debuggee {
  const { client, isLocal } = link;
  return { client, session, name, isLocal, dispose: () => link.dispose() };
}

function launched(link: KernelLink, args: LaunchArguments, options: CliOptions, folder: string): Launched {
  return {
    ...debuggee(link, args, args.program),
    run: async (handlers) => {
      const path = resolve(folder, args.program);
      const source = await readScript(path, AbortSignal.timeout(READ_MS));
      const job: ScriptJob = { mode: 'run', source, args: args.args, options, warnings: [] };
      return begin(link, job, folder, handlers);
    },
  };
}

async function begin(
  link: KernelLink,
  job: ScriptJob,
  folder: string,
  { onOutput, onInput }: RunHandlers,
): Promise<LaunchedRun> {
  const { code, options } = await createRunRequest(job, link, linesAsBytes(onInput));
  const { client, isLocal } = link;
  const vendor = isLocal || !link.sharesFolders ? options.vendor : { ...options.vendor, working_directory: folder };
  const execution = client.execute(code, { ...options, ...(vendor && { vendor }), onOutput });
  const ended = execution.done.then(async (done) => {
    const control = { ending: undefined, hasAbandoned: false };
    const shown = await present({ job, result: toRunResult(done), control, captured: '' });
    return { exitCode: shown.code, text: shown.onStderr };
  });
  return { ended, end: () => void client.end(execution) };
}

/** Lines that are typed, as the bytes of a stream. */
function linesAsBytes(onInput: RunHandlers['onInput']): ReadInput {
  let left = Buffer.alloc(0);
  return async (maxBytes, signal) => {
    if (left.length === 0) {
      const line = await onInput(signal);
      if (line === null) return null;
      left = Buffer.from(`${line}\n`);
    }
    const taken = left.subarray(0, maxBytes);
    left = left.subarray(taken.length);
    return taken;
  };
}

function optionsOf(args: LaunchArguments, options: CliOptions): CliOptions {
  const { allowRead, allowWrite, allowNet, allowRun, allowEnv, denyAll } = args;
  const flag = (given: boolean | readonly string[] | undefined): PermissionFlag =>
    given === false ? undefined : given;
  const permissions = {
    read: flag(allowRead),
    write: flag(allowWrite),
    net: flag(allowNet),
    run: flag(allowRun),
    env: flag(allowEnv),
    denyAll,
  };
  return {
    ...options,
    output: 'text',
    noColor: true,
    stream: args.stream,
    config: args.config ?? options.config,
    timeoutMs: args.timeoutMs,
    maxMemoryBytes: args.maxMemoryBytes,
    connect: args.connect,
    session: args.session,
    permissions,
  };
}
