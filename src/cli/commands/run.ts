// `llmspell run SCRIPT [--] [ARGS]`. Control thread.

import { SpellError } from '../../base/errors.js';
import { Deadline } from '../deadline.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { runScript } from '../run-script.js';
import type { ScriptJob } from '../run-script.js';
import { readScript } from '../script-source.js';
import { debugged, wantsDebug } from '../wants-debug.js';

/** @returns the exit code. @throws SpellError `USAGE`, `SCRIPT_FILE`, `SCRIPT_TIMEOUT` and those of {@link runScript} */
export async function runCommand(line: CommandLine, options: CliOptions): Promise<number> {
  const job = await scriptJob(line, options);
  return (await wantsDebug(line, options)) ? debugged(job, line, false) : runScript(job);
}

/** What `run` and `debug` take: a script with its arguments. @throws SpellError `USAGE`, `SCRIPT_FILE`, `SCRIPT_TIMEOUT` */
export async function scriptJob(line: CommandLine, options: CliOptions): Promise<ScriptJob> {
  const [script] = line.operands;
  const { command = 'run' } = line;
  if (script === undefined) {
    throw new SpellError('USAGE', `${command} needs a script`, {
      help: `write llmspell ${command} script.lua, or llmspell ${command} - to read it from standard input`,
    });
  }
  const deadline = new Deadline(options.timeoutMs);
  const source = await readScript(script, deadline.signal).finally(() => deadline.dispose());
  const rest = { ...options, timeoutMs: deadline.remainingMs() };
  const reloads = line.options.has('reload');
  return { mode: 'run', source, args: line.scriptArgs, options: rest, reloads, warnings: misplacedOptions(line) };
}

const GUARDS = /^--(timeout|max-memory|deny-all|allow-(read|write|net|run|env))(=|$)/;

/** Limits and permissions behind the script do not hold, which somebody may rely on. */
function misplacedOptions({ scriptArgs, hasTerminator, operands }: CommandLine): string[] {
  const misplaced = hasTerminator ? [] : scriptArgs.filter((arg) => GUARDS.test(arg));
  return misplaced.map(
    (arg) =>
      `${arg} stands behind ${operands[0] ?? 'the script'} and is passed to it; to apply it, write it before the script (to silence this, put -- before it)`,
  );
}
