// What stands behind `llmspell backup`: copies of the databases. Control thread.

import { SpellError } from '../../base/errors.js';
import { loadConfig } from '../../config/load-config.js';
import type { BackupInfo } from '../../services/stores/backup-manifest.js';
import { Backups } from '../../services/stores/backups.js';
import type { DatabaseCheck } from '../../services/stores/backups.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import { describeBytes, table } from '../kernel/describe.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import { unknownSubcommand } from '../subcommands.js';
import type { CommandLine } from '../parse-args.js';
import { confirm } from './confirm.js';
import { BACKUP_COMMANDS } from './option-table.js';
import type { BackupCommand } from './option-table.js';
import { counted } from '../../services/counted.js';

/** @returns the exit code. @throws SpellError `USAGE`, `STATE_*`, `CONFIG_*` */
export async function backupCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', id, ...surplus] = line.operands;
  const name = BACKUP_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('backup', word);
  const takesId = name !== 'create' && name !== 'list';
  const isAboutThoseInUse = name === 'verify' && id === undefined;
  if (surplus.length > 0 || ((id !== undefined) !== takesId && !isAboutThoseInUse)) {
    throw new SpellError('USAGE', `backup ${name} takes ${takesId ? 'the id of one backup' : 'no more words'}`, {
      help: `write llmspell backup ${name}${takesId ? ' ID; llmspell backup list shows them' : ''}`,
    });
  }
  const config = await loadConfig(configSource(toOptions(line.options)));
  const occasion = { line, backups: new Backups(config.state.directory.value), id: id ?? '', print };
  return isAboutThoseInUse ? verifyThoseInUse(occasion) : COMMANDS[name](occasion);
}

interface Occasion {
  readonly line: CommandLine;
  readonly backups: Backups;
  readonly id: string;
  readonly print: Print;
}

const COMMANDS: Readonly<Record<BackupCommand, (occasion: Occasion) => Promise<number>>> = {
  create: async ({ line, backups, print }) => {
    const made = await backups.create();
    return print(isJson(line) ? json(asJson(made)) : `${made.id}\n`);
  },
  list: async ({ line, backups, print }) => {
    const all = await backups.list();
    if (isJson(line)) return print(json(all.map(asJson)));
    if (all.length === 0) return print('there are no backups yet: llmspell backup create\n');
    const rows = all.map((backup) => [
      backup.id,
      backup.createdAt,
      describeBytes(backup.bytes),
      `${entriesOf(backup)}`,
    ]);
    return print(table([['ID', 'CREATED', 'SIZE', 'ENTRIES'], ...rows]));
  },
  verify: async ({ line, backups, id, print }) => {
    const { problems } = await backups.verify(id);
    const isValid = problems.length === 0;
    await print(
      isJson(line)
        ? json({ id, is_valid: isValid, problems })
        : isValid
          ? `${id} is whole\n`
          : problems.map((problem) => `${problem}\n`).join(''),
    );
    return isValid ? EXIT.ok : EXIT.scriptError;
  },
  restore: async ({ line, backups, id, print }) => {
    const { problems } = await backups.verify(id);
    // Who is told that it is damaged is not asked first.
    if (problems.length === 0) await confirm(`replace the state and the documents by those of ${id}`, line.options);
    const entries = await backups.restore(id);
    return print(isJson(line) ? json({ id, entries }) : `${id} is restored: ${counted(entries, 'entry', 'entries')}\n`);
  },
  remove: async ({ line, backups, id, print }) => {
    await backups.find(id);
    await confirm(`remove the backup ${id}`, line.options);
    await backups.remove(id);
    return print(`${id} is removed\n`);
  },
};

async function verifyThoseInUse({ line, backups, print }: Occasion): Promise<number> {
  const checks = await backups.checkInUse();
  const isValid = checks.every(({ problems }) => problems.length === 0);
  if (isJson(line)) await print(json({ is_valid: isValid, databases: checks }));
  else if (checks.length === 0) await print('there are no databases yet\n');
  else await print(checks.map(describeCheck).join(''));
  return isValid ? EXIT.ok : EXIT.scriptError;
}

function describeCheck({ file, problems }: DatabaseCheck): string {
  if (problems.length === 0) return `${file} is whole\n`;
  return problems.map((problem) => `${file} is damaged: ${problem}\n`).join('');
}

function isJson({ options }: CommandLine): boolean {
  const { output } = toOptions(options);
  return output === 'json' || output === 'pretty';
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function asJson(backup: BackupInfo): object {
  const { id, createdAt, bytes, files } = backup;
  return { id, created_at: createdAt, bytes, entries: entriesOf(backup), files };
}

function entriesOf({ files }: BackupInfo): number {
  return files.reduce((sum, { entries }) => sum + entries, 0);
}
