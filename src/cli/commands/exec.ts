// `llmspell exec CODE`. Control thread.

import { SpellError } from '../../base/errors.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { runScript } from '../run-script.js';
import { sourceOfCode } from '../script-source.js';
import { debugged, wantsDebug } from '../wants-debug.js';

/** @returns the exit code. @throws SpellError `USAGE` and those of {@link runScript} */
export async function execCommand(line: CommandLine, options: CliOptions): Promise<number> {
  const { operands } = line;
  const [code, ...others] = operands;
  if (code === undefined) {
    throw new SpellError('USAGE', 'exec needs code', { help: "write llmspell exec 'print(1 + 1)'" });
  }
  if (others.length > 0) {
    throw new SpellError('USAGE', `exec takes one piece of code, but got ${operands.length}`, {
      help: "put it in quotes: llmspell exec 'print(1 + 1)'; arguments are for scripts: llmspell run SCRIPT ARGS",
    });
  }
  const job = { mode: 'exec', source: sourceOfCode(code), args: [], options, warnings: [] } as const;
  return (await wantsDebug(line, options)) ? debugged(job, line, false) : runScript(job);
}
