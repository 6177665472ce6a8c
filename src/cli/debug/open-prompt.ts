// Decides where commands come from: a file, the terminal, or standard input. Control thread.

import { createReadStream, statSync } from 'node:fs';
import { SpellError } from '../../base/errors.js';
import { completeLine } from './complete-line.js';
import type { DebugConsole } from './console.js';
import type { History } from './history.js';
import type { Prompt } from './prompt.js';
import { ScriptedPrompt } from './scripted-prompt.js';
import { TerminalPrompt } from './terminal-prompt.js';

export interface PromptSource {
  readonly commandsFile: string | undefined;
  /** The script itself came from standard input, so that nothing else can. */
  readonly isScriptStdin: boolean;
  readonly history: History;
  /** As in {@link TerminalPromptOptions}. */
  readonly onInterrupt: () => boolean;
}

/** @throws SpellError `USAGE` */
export function openPrompt(
  console: DebugConsole,
  { commandsFile, isScriptStdin, history, onInterrupt }: PromptSource,
): Prompt {
  const echo = (line: string): Promise<void> => console.say(line);
  if (commandsFile !== undefined) {
    return new ScriptedPrompt({ commands: openFile(commandsFile), hasStdin: true, echo, onNoInput: () => undefined });
  }
  if (isScriptStdin) {
    throw new SpellError('USAGE', 'the script comes from standard input, and the commands of the debugger would too', {
      help: 'put the commands into a file: llmspell debug -x FILE -, or the script',
    });
  }
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return new TerminalPrompt({ history, complete: (line) => completeLine(console, line), onInterrupt });
  }
  let hasSaid = false;
  const onNoInput = (): void => {
    if (!hasSaid) {
      void console.note(
        'The script reads standard input, from which the debugger takes its commands: it gets the end of the input. To give it input, put the commands into a file: -x FILE',
      );
    }
    hasSaid = true;
  };
  return new ScriptedPrompt({ commands: process.stdin, hasStdin: false, echo, onNoInput });
}

function openFile(path: string): ReturnType<typeof createReadStream> {
  try {
    if (!statSync(path).isDirectory()) return createReadStream(path);
  } catch {
    // Said below.
  }
  throw new SpellError('USAGE', `--commands: '${path}' cannot be read`, {
    help: 'give a file with a command of the debugger in each line',
  });
}
