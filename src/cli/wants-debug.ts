// Whether `run` and `exec` debug. Loads nothing of it unless they do. Control thread.

import { SpellError } from '../base/errors.js';
import { DEBUG_OPTIONS } from './debug/option-table.js';
import type { CliOptions } from './options.js';
import type { CommandLine } from './parse-args.js';
import type { ScriptJob } from './run-script.js';

/** `--debug`, LLMSPELL_DEBUG, or `debug.enabled` in the configuration file. @throws SpellError `USAGE`, `CONFIG_*` */
export async function wantsDebug({ options: raw, command }: CommandLine, { config }: CliOptions): Promise<boolean> {
  if (raw.has('debug')) return true;
  const isSet = (process.env['LLMSPELL_DEBUG'] ?? '').trim() !== '';
  if (isSet || config !== undefined) {
    const { loadConfig } = await import('../config/load-config.js');
    const { debug } = await loadConfig(config === undefined ? {} : { file: config });
    if (debug.enabled.value) return true;
  }
  const stray = DEBUG_OPTIONS.find(({ long }) => raw.has(long));
  if (stray === undefined) return false;
  throw new SpellError('USAGE', `--${stray.long} is for debugging`, {
    help: `add --debug: llmspell ${command ?? 'run'} --debug --${stray.long}`,
  });
}

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*`, and those of the kernel */
export async function debugged(job: ScriptJob, { options }: CommandLine, isDebugCommand: boolean): Promise<number> {
  const { debugJob } = await import('./debug/debug-command.js');
  return debugJob(job, options, isDebugCommand);
}
