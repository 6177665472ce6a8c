// `llmspell debug SCRIPT [--] [ARGS]`. Control thread.

import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { debugged } from '../wants-debug.js';
import { scriptJob } from './run.js';

/** @returns the exit code. @throws SpellError as `run` does, and for what only debugging has */
export async function debugCommand(line: CommandLine, options: CliOptions): Promise<number> {
  return debugged(await scriptJob(line, options), line, true);
}
