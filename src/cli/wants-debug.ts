// Whether `run` and `exec` debug. Loads nothing of it unless they do. Control thread.

import { SpellError } from '../base/errors.js';
import { discoverFiles } from '../config/discover.js';
import { configSource } from './config-source.js';
import { DEBUG_OPTIONS } from './debug/option-table.js';
import type { CliOptions } from './options.js';
import type { CommandLine } from './parse-args.js';
import type { ScriptJob } from './run-script.js';

/** `--debug`, LLMSPELL_DEBUG, or `debug.enabled` in the configuration file. @throws SpellError `USAGE`, `CONFIG_*` */
export async function wantsDebug({ options: raw, command }: CommandLine, options: CliOptions): Promise<boolean> {
  if (raw.has('debug')) return true;
  if (saysSomething(options)) {
    const { loadConfig } = await import('../config/load-config.js');
    const { debug } = await loadConfig(configSource(options));
    if (debug.enabled.value) return true;
  }
  const stray = DEBUG_OPTIONS.find(({ long }) => raw.has(long));
  if (stray === undefined) return false;
  throw new SpellError('USAGE', `--${stray.long} is for debugging`, {
    help: `add --debug: llmspell ${command ?? 'run'} --debug --${stray.long}`,
  });
}

/** Whether there is any configuration that could say it. */
function saysSomething({ config, profile, beneath }: CliOptions): boolean {
  const variables = ['LLMSPELL_DEBUG', 'LLMSPELL_CONFIG', 'LLMSPELL_PROFILE'];
  const isSet = variables.some((name) => (process.env[name] ?? '').trim() !== '');
  return isSet || config !== undefined || profile !== undefined || beneath !== undefined || discoverFiles().length > 0;
}

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*`, and those of the kernel */
export async function debugged(job: ScriptJob, { options }: CommandLine, isDebugCommand: boolean): Promise<number> {
  const { debugJob } = await import('./debug/debug-command.js');
  return debugJob(job, options, isDebugCommand);
}
