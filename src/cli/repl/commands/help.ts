// What .help shows: all commands by group, or one with its examples. Control thread.

import { Page } from '../../page.js';
import type { HelpLayout } from '../../page.js';
import type { Command } from './command.js';
import { GROUPS } from './command.js';

export function overview(commands: readonly Command[], layout: HelpLayout): string {
  const page = new Page(layout);
  for (const [group, title] of Object.entries(GROUPS)) {
    const rows = commands.filter((command) => command.group === group);
    if (rows.length > 0)
      page.section(
        title,
        rows.map((command) => [usageOf(command), command.summary] as const),
      );
  }
  page.paragraph(
    'All else is Lua: Enter runs what is complete, Alt+Enter breaks the line. !COMMAND runs a program of the shell. Tab completes, Ctrl+R searches the history, F1 explains the name at the cursor.',
  );
  return page.text();
}

/** Undefined where there is no such command. */
export function helpOnCommand(commands: readonly Command[], name: string, layout: HelpLayout): string | undefined {
  const command = commands.find(({ names }) => names.includes(name.replace(/^\./, '')));
  if (command === undefined) return undefined;
  const page = new Page(layout);
  page.title(usageOf(command));
  const { summary, names, examples } = command;
  page.paragraph(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`);
  page.section('Examples', examples);
  const [first, ...aliases] = names;
  if (aliases.length > 0) page.paragraph(`.${first} may be written ${aliases.map((alias) => `.${alias}`).join(', ')}.`);
  return page.text();
}

function usageOf({ names, usage }: Command): string {
  return `.${names[0]}${usage === '' ? '' : ` ${usage}`}`;
}
