// Kernels and scripts for the DAP server, as `run` and `kernel connect` have them. Control thread.

import { resolve } from 'node:path';
import { isUtf8 } from 'node:buffer';
import type { DebuggeeLink, DebuggeeSource, LaunchedProgram } from '../adapters/dap/debuggee.js';
import type { AttachArguments, LaunchArguments } from '../adapters/dap/launch-arguments.js';
import { SpellError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import type { PermissionFlag } from '../permissions/defaults.js';
import { parseDuration } from './duration.js';
import type { KernelLink } from './kernel-link.js';
import { linkEmbedded } from './link-embedded.js';
import { linkRunning } from './link-running.js';
import type { CliOptions } from './options.js';
import { present } from './present.js';
import { createRunRequest } from './run-request.js';
import { toRunResult } from './run-result.js';
import type { ScriptJob } from './run-script.js';
import { readScript } from './script-source.js';
import { parseSize } from './size.js';

/** @param options of the command itself: what is logged */
export function createDapSource(options: CliOptions, logger: Logger): DebuggeeSource {
  return {
    launch: (args, toKernelPath) => launch(args, toKernelPath, { options, logger }),
    attach: (args) => attach(args, { options, logger }),
  };
}

interface Surroundings {
  readonly options: CliOptions;
  readonly logger: Logger;
}

async function launch(
  args: LaunchArguments,
  toKernelPath: (path: string) => string,
  { options, logger }: Surroundings,
): Promise<LaunchedProgram> {
  const cwd = resolve(args.cwd ?? '.');
  const program = resolve(cwd, args.program);
  const own = toCliOptions(args, options);
  const isEmbedded = args.connect === undefined || args.connect === 'embedded';
  const { code } = await readScript(program, new AbortController().signal);
  if (!isUtf8(code)) throw new SpellError('SCRIPT_FILE', `'${args.program}' is not UTF-8 text, which debugging needs`);
  const source = { code, chunkName: `@${toKernelPath(program)}`, scriptName: args.program };
  const link = await (isEmbedded ? linkEmbedded(own, logger, cwd) : linkRunning(args.connect, own, logger));
  const job: ScriptJob = { mode: 'run', source, args: args.args, options: own, warnings: [] };
  const request = await createRunRequest(job, link);
  const vendor = {
    ...request.options.vendor,
    ...(link.isLocal || !link.sharesFolders ? {} : { working_directory: toKernelPath(cwd) }),
  };
  return { ...linkOf(link), ...request, options: { ...request.options, vendor }, ending: endingOf(job) };
}

async function attach(args: AttachArguments, { options, logger }: Surroundings): Promise<DebuggeeLink> {
  const { connect, session } = args;
  if (connect !== undefined) return linkOf(await linkRunning(connect, { ...options, session }, logger));
  const { findKernel } = await import('../client/find-kernel.js');
  return linkOf(await linkRunning((await findKernel()).path, { ...options, session }, logger));
}

function linkOf(link: KernelLink): DebuggeeLink {
  return { client: link.client, isLocal: link.isLocal, dispose: () => link.dispose() };
}

function endingOf(job: ScriptJob): LaunchedProgram['ending'] {
  return async (result, wasTerminated) => {
    const ending = wasTerminated ? ({ kind: 'signal', signal: 'SIGTERM' } as const) : undefined;
    const control = { ending, hasAbandoned: false };
    const { code, onStderr } = await present({ job, result: toRunResult(result), control, captured: '' });
    return { exitCode: code, report: wasTerminated ? '' : onStderr };
  };
}

/** @throws SpellError `USAGE` for a time or size that is none */
function toCliOptions(args: LaunchArguments, own: CliOptions): CliOptions {
  const { timeout, maxMemory } = args;
  if (args.session !== undefined && args.connect === undefined) {
    throw new SpellError('USAGE', 'arguments.session needs arguments.connect: without it the kernel ends with the run');
  }
  return {
    ...own,
    config: args.config ?? own.config,
    output: 'text',
    noColor: true,
    stream: false,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout, 'arguments.timeout'),
    maxMemoryBytes: maxMemory === undefined ? undefined : parseSize(maxMemory, 'arguments.maxMemory'),
    connect: args.connect,
    session: args.session,
    permissions: {
      read: flagOf(args.allowRead),
      write: flagOf(args.allowWrite),
      net: flagOf(args.allowNet),
      run: flagOf(args.allowRun),
      env: flagOf(args.allowEnv),
      denyAll: args.denyAll,
    },
  };
}

/** Entries come one by one: a comma is part of one. */
function flagOf(allowance: boolean | readonly string[] | undefined): PermissionFlag {
  if (allowance === undefined || allowance === false) return undefined;
  return allowance === true ? true : allowance.map((entry) => entry.replaceAll(',', ',,'));
}
