// Copies of the databases, made and brought back while others use them. Control thread.

import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { makeDirectories } from '../../base/make-directories.js';
import { digestOf, parseManifest } from './backup-manifest.js';
import type { BackupInfo, BackupManifest } from './backup-manifest.js';
import { HISTORY_MIGRATIONS, STATE_MIGRATIONS } from './migrations.js';
import type { Migrations } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';
import { toStateError } from './sqlite-errors.js';

/** Whether a backup can be brought back; if not, why. */
export interface BackupCheck {
  readonly id: string;
  readonly problems: readonly string[];
}

interface Source {
  readonly file: string;
  readonly migrations: Migrations;
  /** Brings what `old` holds into the database, in one transaction. */
  readonly restore: readonly string[];
  readonly count: string;
}

const SOURCES: readonly Source[] = [
  {
    file: 'state.db',
    migrations: STATE_MIGRATIONS,
    // Other processes see each value change: none keeps the version that it had.
    restore: [
      'DELETE FROM state',
      `INSERT INTO state (scope, key, value, updated_at, expires_at, version)
       SELECT scope, key, value, updated_at, expires_at,
         (SELECT max(id) FROM changes) + row_number() OVER (ORDER BY scope, key) FROM old.state ORDER BY scope, key`,
    ],
    count: 'SELECT count(*) AS count FROM state',
  },
  {
    file: 'history.db',
    migrations: HISTORY_MIGRATIONS,
    // A history only grows: what is missing comes back, and kernels that run go on with theirs.
    restore: [
      'INSERT OR IGNORE INTO sessions SELECT * FROM old.sessions',
      'INSERT OR IGNORE INTO entries SELECT * FROM old.entries',
    ],
    count: 'SELECT count(*) AS count FROM entries',
  },
];

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
        const files: BackupManifest['files'] = await Promise.all(SOURCES.map((source) => this.copy(source, partial)));
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

  /** Reads every byte of it. @throws SpellError `STATE_BACKUP` where there is none of this name */
  async verify(id: string): Promise<BackupCheck> {
    const manifest = await this.find(id);
    const problems = await Promise.all(manifest.files.map((file) => this.problemsOf(id, file)));
    return { id, problems: problems.flat() };
  }

  /**
   * State becomes what it was, in one transaction; history gets back what it has lost.
   *
   * @returns how many values and entries there are then
   * @throws SpellError `STATE_BACKUP` where it is damaged or not there, `STATE_*`: nothing was changed
   */
  async restore(id: string): Promise<number> {
    const { problems } = await this.verify(id);
    if (problems.length > 0) {
      throw noBackup(`the backup '${id}' is damaged: ${problems.join('; ')}`, 'restore another one');
    }
    return this.inFolder(async () => {
      const scratch = await mkdtemp(join(this.folder, '.restore-'));
      try {
        let count = 0;
        for (const source of SOURCES) count += await this.bringBack(id, source, scratch);
        return count;
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
  }

  /** @throws SpellError `STATE_BACKUP` where there is none of this name */
  async remove(id: string): Promise<void> {
    await this.find(id);
    await this.inFolder(() => rm(join(this.folder, id), { recursive: true }));
  }

  /** Bytes of the databases that are there, by file. */
  async databaseSizes(): Promise<Readonly<Record<string, number>>> {
    const sizes = SOURCES.map(async ({ file }): Promise<readonly [string, number][]> => {
      const found = await stat(join(this.directory, file)).catch(() => undefined);
      return found === undefined ? [] : [[file, found.size]];
    });
    return Object.fromEntries((await Promise.all(sizes)).flat());
  }

  private async copy(source: Source, into: string): Promise<BackupManifest['files'][number]> {
    const database = await SqliteDatabase.open(this.directory, source.file, source.migrations);
    const target = join(into, source.file);
    try {
      await database.backUp(target);
      const { count } = await database.attempt((statement) => statement(source.count).get() as { count: number });
      return { name: source.file, bytes: (await stat(target)).size, sha256: await digestOf(target), entries: count };
    } finally {
      database.dispose();
    }
  }

  private async find(id: string): Promise<BackupInfo> {
    if (!/^[\w-]+$/.test(id)) throw missing(id);
    const text = await readFile(join(this.folder, id, MANIFEST), 'utf8').catch(() => undefined);
    const manifest = text === undefined ? undefined : parseManifest(text);
    if (manifest?.id !== id) throw missing(id);
    return { ...manifest, bytes: sizeOf(manifest) };
  }

  private async problemsOf(id: string, { name, sha256 }: BackupManifest['files'][number]): Promise<readonly string[]> {
    const file = join(this.folder, id, name);
    const digest = await digestOf(file).catch(() => undefined);
    if (digest === undefined) return [`${name} is missing`];
    return digest === sha256 ? [] : [`${name} is not what was written`];
  }

  /** A copy of it is brought to the newest version first, the backup itself stays as it is. */
  private async bringBack(id: string, source: Source, scratch: string): Promise<number> {
    const folder = join(scratch, source.file);
    await mkdir(folder);
    await copyFile(join(this.folder, id, source.file), join(folder, source.file));
    (await SqliteDatabase.open(folder, source.file, source.migrations)).dispose();
    const database = await SqliteDatabase.open(this.directory, source.file, source.migrations);
    try {
      await database.attempt((statement) => statement('ATTACH ? AS old').run(join(folder, source.file)));
      return await database.transaction((statement) => {
        for (const sql of source.restore) statement(sql).run();
        return (statement(source.count).get() as { count: number }).count;
      });
    } finally {
      database.dispose();
    }
  }

  private async inFolder<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStateError(error, this.folder);
    }
  }
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
