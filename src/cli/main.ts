// The command `llmspell`: reads the command line, runs the command, leaves with its exit code. Control thread.

import { SpellError } from '../base/errors.js';
import { checkLine } from './check-line.js';
import { hasColor } from './colors.js';
import { execCommand } from './commands/exec.js';
import { runCommand } from './commands/run.js';
import { EXIT } from './exit-codes.js';
import { toOptions } from './options.js';
import type { HelpLayout } from './page.js';
import { openOutput } from './output.js';
import { parseArgs } from './parse-args.js';
import type { CommandLine } from './parse-args.js';
import { placeOf } from './places.js';
import type { Place } from './places.js';
import { renderError } from './print-error.js';
import { dieBy } from './signals.js';

// Overwritten by `leave`; stays where nothing is left that could lead there.
process.exitCode = EXIT.internal;
void main(process.argv.slice(2)).then(leave);

/** Does what the arguments say. Gives the exit code once all output is written. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === 'complete') {
      const { completionAnswer } = await import('./commands/completion.js');
      return await print(await completionAnswer(argv.slice(1)));
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
  if (error.code === 'SCRIPT_TIMEOUT') return EXIT.timedOut;
  return error.code === 'KERNEL_LOST' || error.code === 'KERNEL_RESTARTED' ? EXIT.kernelGone : EXIT.usage;
}

async function runLine(line: CommandLine): Promise<number> {
  if (line.options.has('help')) return help(placeOf(line));
  if (line.options.has('version')) return version(line);
  checkLine(line);
  switch (line.command) {
    case 'run':
      return runCommand(line, toOptions(line.options));
    case 'exec':
      return execCommand(line, toOptions(line.options));
    case 'repl': {
      const { replCommand } = await import('./repl/repl-command.js');
      return replCommand(line, toOptions(line.options));
    }
    case 'debug': {
      const { debugCommand } = await import('./commands/debug.js');
      return debugCommand(line, toOptions(line.options));
    }
    case 'debug-attach': {
      const { attachCommand } = await import('./debug/attach.js');
      return attachCommand(line, toOptions(line.options));
    }
    case 'kernel': {
      if (line.kernelCommand === undefined) return usage('kernel');
      const { kernelCommand } = await import('./kernel/commands.js');
      return kernelCommand(line.kernelCommand, line, print);
    }
    case 'dap': {
      const { dapCommand } = await import('./commands/dap.js');
      return dapCommand(toOptions(line.options));
    }
    case 'debug-server': {
      const { debugServerCommand } = await import('./commands/debug-server.js');
      return debugServerCommand(line, print);
    }
    case 'config': {
      const { configCommand } = await import('./config/config-command.js');
      return configCommand(line, print);
    }
    case 'keys': {
      const { keysCommand } = await import('./keys/keys-command.js');
      return keysCommand(line, print);
    }
    case 'provider': {
      const { providerCommand } = await import('./providers/provider-command.js');
      return providerCommand(line, print);
    }
    case 'history': {
      const { historyCommand } = await import('./history/history-command.js');
      return historyCommand(line, print);
    }
    case 'session': {
      const { sessionCommand } = await import('./sessions/session-command.js');
      return sessionCommand(line, print);
    }
    case 'state': {
      const { stateCommand } = await import('./state/state-command.js');
      return stateCommand(line, print);
    }
    case 'backup': {
      const { backupCommand } = await import('./state/backup-command.js');
      return backupCommand(line, print);
    }
    case 'rag': {
      const { ragCommand } = await import('./rag/rag-command.js');
      return ragCommand(line, print);
    }
    case 'agent': {
      const { agentCommand } = await import('./agents/agent-command.js');
      return agentCommand(line, print);
    }
    case 'tool': {
      const { toolCommand } = await import('./tools/tool-command.js');
      return toolCommand(line, print);
    }
    case 'events': {
      const { eventsCommand } = await import('./events/events-command.js');
      return eventsCommand(line, print);
    }
    case 'hooks': {
      const { hooksCommand } = await import('./hooks/hooks-command.js');
      return hooksCommand(line, print);
    }
    case 'app': {
      const { appCommand } = await import('./apps/app-command.js');
      return appCommand(line, print);
    }
    case 'version':
      return version(line);
    case 'completion': {
      const { completionScript } = await import('./commands/completion.js');
      return print(completionScript(line.operands[0]));
    }
    case 'help':
      return helpOn(line.operands);
    case undefined:
      return usage(undefined);
  }
}

async function version(line: CommandLine): Promise<number> {
  const { versionText } = await import('./commands/version.js');
  return print(versionText(toOptions(line.options).output));
}

async function help(place: Place | undefined, fd: 1 | 2 = 1): Promise<number> {
  const { renderHelp } = await import('./help.js');
  return print(renderHelp(place, layoutOf(fd)), fd);
}

/** A command is missing. */
async function usage(place: Place | undefined): Promise<number> {
  await help(place, 2);
  return EXIT.usage;
}

/** A command in one or two words, or the code of an error. */
async function helpOn(words: readonly string[]): Promise<number> {
  const [topic] = words;
  if (topic !== undefined && words.length === 1) {
    const { renderCodeHelp } = await import('./code-help.js');
    const entry = renderCodeHelp(topic, layoutOf(1));
    if (entry !== undefined) return print(entry);
  }
  return help(placeOf(parseArgs(words)));
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
async function print(text: string | Uint8Array, fd: 1 | 2 = 1): Promise<number> {
  let code: number = EXIT.ok;
  const sink = openOutput(fd, ({ isClosed }) => (code = isClosed ? EXIT.brokenPipe : EXIT.outputFailed));
  await sink.write(text);
  await sink.flush();
  return code;
}
