// Copies of the databases, made and brought back while others use them. Control thread.

import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { makeDirectories } from '../../base/make-directories.js';
import { digestOf, parseManifest } from './backup-manifest.js';
import type { BackupInfo, BackupManifest } from './backup-manifest.js';
import { BACKED_UP } from './backed-up.js';
import type { BackedUp } from './backed-up.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { Prepare } from './sqlite-database.js';
import { toStateError } from './sqlite-errors.js';

/** Whether a backup can be brought back; if not, why. */
export interface BackupCheck {
  readonly id: string;
  readonly problems: readonly string[];
}

/** What is wrong with a database in use; nothing where it is whole. */
export interface DatabaseCheck {
  readonly file: string;
  readonly problems: readonly string[];
}

const MANIFEST = 'manifest.json';

export class Backups {
  private readonly folder: string;

  /** @param directory of the databases; the backups are in `backups` below it */
  constructor(private readonly directory: string) {
    this.folder = join(directory, 'backups');
  }

  /** What is written meanwhile is in it whole or not at all. @throws SpellError `STATE_*` */
  async create(): Promise<BackupInfo> {
    const createdAt = new Date();
    const id = `${createdAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;
    return this.inFolder(async () => {
      await makeDirectories(this.folder, 0o700);
      const partial = await mkdtemp(join(this.folder, '.partial-'));
      try {
        const files: BackupManifest['files'] = await Promise.all(BACKED_UP.map((source) => this.copy(source, partial)));
        const manifest = { id, createdAt: createdAt.toISOString(), files };
        await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
        await rename(partial, join(this.folder, id));
        return { ...manifest, bytes: sizeOf(manifest) };
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    });
  }

  /** The newest first. What is no backup of ours is left out. @throws SpellError `STATE_*` */
  async list(): Promise<readonly BackupInfo[]> {
    return this.inFolder(async () => {
      const names = await readdir(this.folder).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      });
      const found = await Promise.all(
        names.filter((name) => !name.startsWith('.')).map((name) => this.find(name).catch(() => undefined)),
      );
      return found.filter((backup) => backup !== undefined).sort((a, b) => (a.id < b.id ? 1 : -1));
    });
  }

  /** What is written about it. @throws SpellError `STATE_BACKUP` where there is none of this name */
  async find(id: string): Promise<BackupInfo> {
    if (!/^[\w-]+$/.test(id)) throw missing(id);
    const text = await readFile(join(this.folder, id, MANIFEST), 'utf8').catch(() => undefined);
    const manifest = text === undefined ? undefined : parseManifest(text);
    if (manifest?.id !== id) throw missing(id);
    return { ...manifest, bytes: sizeOf(manifest) };
  }

  /** Reads every byte of it, and has SQLite look. @throws SpellError `STATE_BACKUP` where there is none of this name */
  async verify(id: string): Promise<BackupCheck> {
    const manifest = await this.find(id);
    const problems = await this.inScratch((scratch) =>
      Promise.all(manifest.files.map((file) => this.problemsOf(id, file, scratch))),
    );
    return { id, problems: problems.flat() };
  }

  /** Has SQLite look at the databases in use that are there, while others go on. @throws SpellError `STATE_*` */
  async checkInUse(): Promise<readonly DatabaseCheck[]> {
    const sizes = await this.databaseSizes();
    const checks: DatabaseCheck[] = [];
    for (const source of BACKED_UP) {
      if (sizes[source.file] === undefined) continue;
      checks.push({ file: source.file, problems: await damageOf(this.directory, source) });
    }
    return checks;
  }

  /**
   * State and documents become what they were, each in one transaction; history, events and sessions get back what they have lost. What the
   * backup does not have, because it is older, stays as it is.
   *
   * @returns how many values, entries, events, sessions and documents there are then
   * @throws SpellError `STATE_BACKUP` where it is damaged, newer or not there: nothing was changed; `STATE_*` and `RAG_UNAVAILABLE`: those that
   *   could be brought back are
   */
  async restore(id: string): Promise<number> {
    const { problems } = await this.verify(id);
    if (problems.length > 0) {
      throw noBackup(`the backup '${id}' is damaged: ${problems.join('; ')}`, 'restore another one');
    }
    const { files } = await this.find(id);
    const unknown = files.filter(({ name }) => !BACKED_UP.some(({ file }) => file === name));
    if (unknown.length > 0) {
      throw noBackup(`the backup '${id}' holds ${unknown[0]!.name}, from a newer llmspell`, 'update llmspell');
    }
    return this.inScratch(async (scratch) => {
      let count = 0;
      for (const source of BACKED_UP) {
        if (files.some(({ name }) => name === source.file)) count += await this.bringBack(id, source, scratch);
      }
      return count;
    });
  }

  /** @throws SpellError `STATE_BACKUP` where there is none of this name */
  async remove(id: string): Promise<void> {
    await this.find(id);
    await this.inFolder(() => rm(join(this.folder, id), { recursive: true }));
  }

  /** Bytes of the databases that are there, by file. */
  async databaseSizes(): Promise<Readonly<Record<string, number>>> {
    const sizes = BACKED_UP.map(async ({ file }): Promise<readonly [string, number][]> => {
      const found = await stat(join(this.directory, file)).catch(() => undefined);
      return found === undefined ? [] : [[file, found.size]];
    });
    return Object.fromEntries((await Promise.all(sizes)).flat());
  }

  private async copy(source: BackedUp, into: string): Promise<BackupManifest['files'][number]> {
    const database = await SqliteDatabase.open(this.directory, source.file, source.migrations);
    const target = join(into, source.file);
    try {
      const entries = await database.backUp(target, (statement) => countOf(statement, source));
      return { name: source.file, bytes: (await stat(target)).size, sha256: await digestOf(target), entries };
    } finally {
      database.dispose();
    }
  }

  private async problemsOf(
    id: string,
    { name, sha256 }: BackupManifest['files'][number],
    scratch: string,
  ): Promise<readonly string[]> {
    const digest = await digestOf(join(this.folder, id, name)).catch(() => undefined);
    if (digest === undefined) return [`${name} is missing`];
    if (digest !== sha256) return [`${name} is not what was written`];
    const source = BACKED_UP.find(({ file }) => file === name);
    if (source === undefined) return [];
    const problems = await damageOf(await this.copyOf(id, source, scratch), source);
    return problems.map((problem) => `${name} was damaged when it was copied: ${problem}`);
  }

  /** SQLite writes beside what it opens, also to look at it; the backup stays as it is. @returns the folder that it is in */
  private async copyOf(id: string, { file }: BackedUp, scratch: string): Promise<string> {
    const folder = join(scratch, file);
    await mkdir(folder);
    await copyFile(join(this.folder, id, file), join(folder, file));
    return folder;
  }

  /** A copy of it is brought to the newest version first. */
  private async bringBack(id: string, source: BackedUp, scratch: string): Promise<number> {
    const folder = await this.copyOf(id, source, scratch);
    const old = await SqliteDatabase.open(folder, source.file, source.migrations);
    const isEmpty = (await old.attempt((statement) => countOf(statement, source))) === 0;
    old.dispose();
    const extensions = await extensionsOf(source, isEmpty);
    const database = await SqliteDatabase.open(this.directory, source.file, source.migrations, { extensions });
    try {
      await database.attempt((statement) => statement('ATTACH ? AS old').run(join(folder, source.file)));
      await source.restore(database);
      return await database.attempt((statement) => countOf(statement, source));
    } finally {
      database.dispose();
    }
  }

  /** With a folder that is gone afterwards. @throws SpellError `STATE_*` */
  private inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
    return this.inFolder(async () => {
      const scratch = await mkdtemp(join(this.folder, '.scratch-'));
      try {
        return await work(scratch);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
  }

  private async inFolder<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStateError(error, this.folder);
    }
  }
}

async function damageOf(directory: string, { file, migrations }: BackedUp): Promise<readonly string[]> {
  try {
    const database = await SqliteDatabase.open(directory, file, migrations);
    try {
      return await database.findDamage();
    } finally {
      database.dispose();
    }
  } catch (error) {
    if (error instanceof SpellError && error.code === 'STATE_CORRUPT') return ['it cannot be read to its end'];
    throw error;
  }
}

/** Where there is nothing to bring back, the platform needs nothing for it. */
async function extensionsOf({ findExtension }: BackedUp, isEmpty: boolean): Promise<readonly string[]> {
  if (findExtension === undefined) return [];
  return findExtension().then(
    (file) => [file],
    (error: unknown) => {
      if (isEmpty) return [];
      throw error;
    },
  );
}

function countOf(statement: Prepare, { count }: BackedUp): number {
  return (statement(count).get() as { count: number }).count;
}

function sizeOf({ files }: BackupManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function missing(id: string): SpellError {
  return noBackup(`there is no backup '${id}'`, 'llmspell backup list shows those that are');
}

function noBackup(message: string, help: string): SpellError {
  return new SpellError('STATE_BACKUP', message, { category: 'Storage error', help });
}
