#!/usr/bin/env node
// The command `llmspell`: reads the command line, runs the command, leaves with its exit code. Control thread.

import { SpellError } from '../base/errors.js';
import { hasColor } from './colors.js';
import { execCommand } from './commands/exec.js';
import { runCommand } from './commands/run.js';
import { EXIT } from './exit-codes.js';
import { OPTIONS, toOptions } from './options.js';
import type { HelpLayout } from './page.js';
import { openOutput } from './output.js';
import { parseArgs } from './parse-args.js';
import type { CommandLine, CommandName } from './parse-args.js';
import { renderError } from './print-error.js';
import { dieBy } from './signals.js';

leave(await main(process.argv.slice(2)));

/** Does what the arguments say. Gives the exit code once all output is written. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === 'complete') {
      const { completionAnswer } = await import('./commands/completion.js');
      return await print(completionAnswer(argv.slice(1)));
    }
    return await runLine(parseArgs(argv));
  } catch (error) {
    const isColored = hasColor(process.stderr, argv.includes('--no-color'));
    await print(renderError(error, isColored), 2);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof SpellError)) return EXIT.internal;
  return error.code === 'SCRIPT_TIMEOUT' ? EXIT.timedOut : EXIT.usage;
}

async function runLine(line: CommandLine): Promise<number> {
  if (line.options.has('help')) return help(line.command);
  if (line.options.has('version')) return version(line);
  refuseScriptOptions(line);
  refuseSurplus(line);
  switch (line.command) {
    case 'run':
      return runCommand(line, toOptions(line.options));
    case 'exec':
      return execCommand(line, toOptions(line.options));
    case 'version':
      return version(line);
    case 'completion': {
      const { completionScript } = await import('./commands/completion.js');
      return print(completionScript(line.operands[0]));
    }
    case 'help':
      return helpOn(line.operands[0]);
    case undefined:
      await help(undefined, 2);
      return EXIT.usage;
  }
}

/** Options that would do nothing are probably meant for something else. */
function refuseScriptOptions({ command, options }: CommandLine): void {
  if (command === undefined || command === 'run' || command === 'exec') return;
  const spec = OPTIONS.find(({ scope, long }) => scope === 'script' && options.has(long));
  if (spec === undefined) return;
  throw new SpellError('USAGE', `--${spec.long} does not go with '${command}'`, {
    help: `it is for scripts: llmspell run --${spec.long}${spec.value === undefined ? '' : `=${spec.value}`} SCRIPT`,
  });
}

/** `run` leaves the rest to the script, and `exec` itself says why it takes but one. */
function refuseSurplus({ command, operands }: CommandLine): void {
  if (command === undefined || command === 'run' || command === 'exec') return;
  const most = command === 'version' ? 0 : 1;
  if (operands.length <= most) return;
  const surplus = operands.slice(most).map((word) => `'${word}'`);
  throw new SpellError('USAGE', `${command} does not take ${surplus.join(', ')}`, {
    help: `llmspell help ${command} shows what it takes`,
  });
}

async function version(line: CommandLine): Promise<number> {
  const { versionText } = await import('./commands/version.js');
  return print(versionText(toOptions(line.options).output));
}

async function help(command: CommandName | undefined, fd: 1 | 2 = 1): Promise<number> {
  const { renderHelp } = await import('./help.js');
  return print(renderHelp(command, layoutOf(fd)), fd);
}

async function helpOn(topic: string | undefined): Promise<number> {
  if (topic === undefined) return help(undefined);
  const { renderCodeHelp } = await import('./code-help.js');
  const entry = renderCodeHelp(topic, layoutOf(1));
  return entry === undefined ? help(parseArgs([topic]).command) : print(entry);
}

function layoutOf(fd: 1 | 2): HelpLayout {
  const stream = fd === 1 ? process.stdout : process.stderr;
  return { width: stream.isTTY ? stream.columns : 80, hasColor: hasColor(stream, false) };
}

/** Node's own way out fails an assertion where the terminal is gone, so a hang-up ends as the signal would have. */
function leave(code: number): never {
  if (code === EXIT.hungUp) dieBy('SIGHUP');
  process.exit(code);
}

/** Gives 0, or the exit code for a reader that has gone. */
async function print(text: string, fd: 1 | 2 = 1): Promise<number> {
  let code: number = EXIT.ok;
  const sink = openOutput(fd, ({ isClosed }) => (code = isClosed ? EXIT.brokenPipe : EXIT.outputFailed));
  await sink.write(text);
  await sink.flush();
  return code;
}
