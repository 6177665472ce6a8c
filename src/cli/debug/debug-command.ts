// `llmspell debug SCRIPT`, and `run` and `exec` that debug. Control thread.

import { SpellError } from '../../base/errors.js';
import { loadConfig } from '../../config/load-config.js';
import { configSource } from '../config-source.js';
import type { KernelLink } from '../kernel-link.js';
import { linkKernel } from '../kernel-link.js';
import type { RawOptions } from '../options.js';
import type { ScriptJob } from '../run-script.js';
import { toDebugOptions } from './debug-options.js';
import type { DebugOptions } from './debug-options.js';
import { debugScript } from './debug-script.js';
import type { Stage } from './stage.js';
import { traceScript } from './trace-script.js';

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*`, and those of the kernel */
export async function debugJob(job: ScriptJob, raw: RawOptions, isDebugCommand: boolean): Promise<number> {
  const debug = toDebugOptions(raw);
  const { options } = job;
  const openLink = linkFor(debug, job, raw);
  if (debug.trace !== undefined) return traceScript({ ...job, trace: debug.trace, openLink });
  const config = await loadConfig(configSource(options));
  return debugScript({ ...job, debug, config, isDebugCommand, openLink });
}

function linkFor(
  { port }: DebugOptions,
  { options }: ScriptJob,
  raw: RawOptions,
): (stage: Pick<Stage, 'logger' | 'say'>) => Promise<KernelLink> {
  if (port === undefined) return ({ logger }) => linkKernel(options, logger);
  if (options.connect !== undefined && options.connect !== 'embedded') {
    throw new SpellError('USAGE', '--port does not go with --connect', {
      help: 'a kernel that runs can be joined already: llmspell debug-attach ID',
    });
  }
  return async (stage) => {
    const { logger } = stage;
    const { linkServed } = await import('./link-served.js');
    const { link, id } = await linkServed(raw, port, logger);
    await stage.say(`Others can join: llmspell debug-attach ${id}\n`);
    return link;
  };
}
