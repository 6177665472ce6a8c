// The commands of the debugger, with a dot before them: those of llmspell debug that mean something at this prompt. Control thread.

import { COMMAND_SPECS } from '../../debug/command-table.js';
import type { Command } from './command.js';

/** These are other commands here, or have no meaning: there is no script that could be started again. */
const OTHERS = new Set(['help', 'quit', 'set', 'info', 'source', 'run', 'kill', 'detach', 'pause', 'trace', 'traced']);

/** One more, by a name that is used elsewhere. */
const MORE: Readonly<Record<string, readonly string[]>> = { where: ['stack'] };

const OWN: readonly Command[] = [
  {
    names: ['restart'],
    group: 'debugging',
    usage: '',
    summary: 'runs the file again that .run ran last; what is paused ends',
    examples: [['.restart', 'with the same arguments']],
    run: (context) => context.restart(),
  },
  {
    names: ['pause'],
    group: 'debugging',
    usage: '',
    summary: 'stops the next input at its first line; Ctrl+\\ stops one that runs',
    examples: [['.pause', 'then step through what you type']],
    run: (context) => context.pause(),
  },
];

const shared: readonly Command[] = COMMAND_SPECS.filter(({ name }) => !OTHERS.has(name)).map(
  ({ name, aliases, usage, summary, examples }) => ({
    names: [name, ...aliases, ...(MORE[name] ?? [])],
    group: 'debugging',
    usage: usage.startsWith(name) ? usage.slice(name.length).trim() : '',
    summary,
    examples: examples.map(([example, meaning]) => [`.${example}`, meaning] as const),
    run: (context, argument) => context.debug(`.${name} ${argument}`),
  }),
);

/** Between runs there is no frame to look at: what is printed is what the next input would see. */
function printed(command: Command): Command {
  if (command.names[0] !== 'print') return command;
  const run: Command['run'] = async (context, argument) => {
    if (argument === '') return context.debug('.print');
    await context.run(argument, { isOwn: true });
  };
  return { ...command, run };
}

export const debugCommands: readonly Command[] = [...shared.map(printed), ...OWN];
