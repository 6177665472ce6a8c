// What stands behind `llmspell app`. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { runCommand } from '../commands/run.js';
import { formatJson } from '../kernel/format-json.js';
import { table } from '../kernel/describe.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { descriptionOf, findApp, listApps } from './find-apps.js';
import type { App } from './find-apps.js';
import { APP_COMMANDS } from './option-table.js';

/** @returns the exit code. @throws SpellError `USAGE`, `APP_NOT_FOUND`, and what running a script throws */
export async function appCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', name, ...surplus] = line.operands;
  const command = APP_COMMANDS.find((known) => known === word);
  if (command === undefined) throw unknownCommand(word);
  const options = toOptions(line.options);
  if (command === 'list') {
    if (name !== undefined)
      throw new SpellError('USAGE', 'app list takes no words', { help: 'write llmspell app list' });
    return print(showList(listApps(), options));
  }
  if (name === undefined || surplus.length > 0) {
    throw new SpellError('USAGE', `app ${command} takes the name of an application`, {
      help: `write llmspell app ${command} NAME; llmspell app list shows the names`,
    });
  }
  const app = findApp(name);
  if (command === 'info') return print(showApp(app, options));
  return runCommand({ ...line, operands: [app.main] }, ofApp(app, options));
}

/** Its configuration goes below that of the user, and it may read its own folder. */
function ofApp({ folder, config, isTrusted }: App, options: CliOptions): CliOptions {
  const { read } = options.permissions;
  const files = Array.isArray(read) ? (read as readonly string[]) : typeof read === 'string' ? [read] : [];
  return {
    ...options,
    ...(config === undefined ? {} : { beneath: { path: config, isTrusted } }),
    permissions: { ...options.permissions, read: read === true || [...files, folder] },
  };
}

function showList(apps: readonly App[], { output }: CliOptions): string {
  if (output === 'json' || output === 'pretty') return formatJson(apps.map(toFields), output);
  if (apps.length === 0) return 'There are no applications.\n';
  return table([['name', 'what it does'], ...apps.map((app) => [app.name, descriptionOf(app)])]);
}

function showApp(app: App, { output }: CliOptions): string {
  if (output === 'json' || output === 'pretty') return formatJson({ ...toFields(app), readme: app.readme }, output);
  const places = [
    ['script', app.main],
    ['configuration', app.config ?? 'none'],
    ['run it', `llmspell app run ${app.name}`],
  ];
  return `${app.readme.trim() === '' ? app.name : app.readme.trim()}\n\n${table(places)}`;
}

function toFields(app: App): Readonly<Record<string, string | undefined>> {
  return { name: app.name, description: descriptionOf(app), path: app.folder, main: app.main, config: app.config };
}

function unknownCommand(word: string): SpellError {
  return new SpellError(
    'USAGE',
    word === '' ? 'app needs a command' : `unknown command 'app ${word}'${didYouMean(word, APP_COMMANDS)}`,
    { help: `the commands are app ${APP_COMMANDS.join(', ')}` },
  );
}
