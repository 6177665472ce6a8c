// What `help` says at the prompt: the commands in a word, and each by example. Any thread.

import { SpellError } from '../../base/errors.js';
import type { HelpLayout } from '../page.js';
import { Page } from '../page.js';
import { findCommand } from './command-names.js';
import type { CommandSpec } from './command-table.js';
import { COMMAND_SPECS, GROUP_TITLES } from './command-table.js';

export function overview(layout: HelpLayout): string {
  const page = new Page(layout);
  const specs: readonly CommandSpec[] = COMMAND_SPECS;
  for (const [group, title] of Object.entries(GROUP_TITLES)) {
    const rows = specs
      .filter((spec) => spec.group === group)
      .map(({ name, aliases, summary }): [string, string] => [[name, ...aliases].join(' '), summary]);
    page.section(title, rows);
  }
  page.paragraph(
    'Beginnings of names will do. An empty line does the last command again. Anything else is evaluated as Lua; ! makes sure of it, as in !n = 1, and a dot of a command, as in .break 34.',
  );
  return page.text();
}

/** @throws SpellError `DEBUG_REQUEST` */
export function commandHelp(word: string, layout: HelpLayout): string {
  const found = findCommand(word.replace(/^\./, ''));
  if (found.kind === 'ambiguous') throw refused(`'${word}' may be ${found.names.join(', ')}`);
  if (found.kind === 'unknown') {
    throw refused(`there is no command '${word}'${found.near === undefined ? '' : ` (did you mean '${found.near}'?)`}`);
  }
  const { name, aliases, usage, summary, examples, isRepeated } = found.spec;
  const page = new Page(layout);
  page.title(usage);
  page.paragraph(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`);
  page.section('Examples', examples);
  const notes = [
    ...(aliases.length === 0 ? [] : [`${name} may be written ${aliases.join(', ')}.`]),
    ...(isRepeated ? ['An empty line does it again.'] : []),
  ];
  if (notes.length > 0) page.paragraph(notes.join(' '));
  return page.text();
}

function refused(message: string): SpellError {
  return new SpellError('DEBUG_REQUEST', message);
}
