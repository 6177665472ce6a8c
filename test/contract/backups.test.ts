// Backups of the databases, made and brought back while somebody uses them.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BackupInfo } from '../../src/services/stores/backup-manifest.js';
import { Backups } from '../../src/services/stores/backups.js';
import { SqliteHistoryStore } from '../../src/services/stores/sqlite-history-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let directories = 0;
const newDirectory = (): string => join(folder.path, String((directories += 1)));
const hasCode = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

test('brings back state and history as they were, under the hands of an open store', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  const history = await SqliteHistoryStore.open(directory);
  const session = await history.beginSession('k');
  await history.append(session, 1, 'print(1)');
  await state.save('s', 'a', { deep: [1] });
  await state.save('s', 'gone', 1);
  const { id, bytes, files } = await backups.create();
  assert.ok(bytes > 0);
  assert.deepEqual(
    files.map(({ name, entries }) => [name, entries]),
    [
      ['state.db', 2],
      ['history.db', 1],
    ],
  );
  const version = (await state.read('s', 'a'))?.version ?? 0;
  await state.save('s', 'a', 2);
  await state.delete('s', 'gone');
  await state.save('s', 'new', 1);
  await history.append(session, 2, 'print(2)');
  assert.equal(await backups.restore(id), 4);
  assert.deepEqual(await state.load('s', 'a'), { deep: [1] });
  assert.deepEqual(await state.listKeys('s'), ['a', 'gone']);
  assert.ok(((await state.read('s', 'a'))?.version ?? 0) > version);
  assert.deepEqual(
    (await history.tail(9)).map(({ input }) => input),
    ['print(1)', 'print(2)'],
  );
  await state.save('s', 'after', 1);
  state.dispose();
  await history.dispose();
});

test('lists the newest first, leaves out what is none, and removes', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  assert.deepEqual(await backups.list(), []);
  const first = await backups.create();
  const second = await backups.create();
  mkdirSync(join(directory, 'backups', 'other'));
  writeFileSync(join(directory, 'backups', 'file'), '');
  const ids = (await backups.list()).map(({ id }) => id);
  assert.deepEqual(ids, [first.id, second.id].sort().reverse());
  await backups.remove(first.id);
  assert.deepEqual(
    (await backups.list()).map(({ id }) => id),
    [second.id],
  );
  for (const id of ['none', '..', '../state', '']) {
    await assert.rejects(backups.remove(id), hasCode('STATE_BACKUP'));
    await assert.rejects(backups.verify(id), hasCode('STATE_BACKUP'));
  }
  assert.equal(statSync(join(directory, 'backups')).mode & 0o777, 0o700);
  assert.deepEqual(
    readdirSync(join(directory, 'backups')).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a damaged backup is told apart, and changes nothing', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  await state.save('s', 'k', 1);
  const { id } = await backups.create();
  assert.deepEqual(await backups.verify(id), { id, problems: [] });
  await state.save('s', 'k', 2);
  appendFileSync(join(directory, 'backups', id, 'state.db'), 'x');
  rmSync(join(directory, 'backups', id, 'history.db'));
  const { problems } = await backups.verify(id);
  assert.deepEqual(problems, ['state.db is not what was written', 'history.db is missing']);
  await assert.rejects(backups.restore(id), hasCode('STATE_BACKUP'));
  assert.equal(await state.load('s', 'k'), 2);
  state.dispose();
});

test('a backup under write load is one moment of it', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  const made: BackupInfo[] = [];
  const writing = (async () => {
    for (let i = 1; made.length < 2; i += 1) {
      const writes = ['a', 'b'].map((key) => ({ scope: 's', key, value: i }));
      await state.commit({ reads: [], lists: [], writes });
      await nextTurn();
    }
  })();
  made.push(...(await Promise.all([backups.create(), backups.create()])));
  await writing;
  for (const { id } of made) {
    await backups.restore(id);
    assert.equal(await state.load('s', 'a'), await state.load('s', 'b'));
  }
  state.dispose();
});
