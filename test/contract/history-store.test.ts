import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpellError } from '../../src/base/errors.js';
import { HISTORY_LIMITS } from '../../src/services/stores/history-limits.js';
import type { HistoryEntry, HistoryStore } from '../../src/services/stores/history-store.js';
import { MemoryHistoryStore } from '../../src/services/stores/memory-history-store.js';
import { SqliteHistoryStore } from '../../src/services/stores/sqlite-history-store.js';
import { tempFolder } from '../support/temp-folder.js';

const root = tempFolder();
let directories = 0;
const newDirectory = (): string => join(root.path, String((directories += 1)));

const STORES: Readonly<Record<string, () => Promise<HistoryStore>>> = {
  MemoryHistoryStore: async () => new MemoryHistoryStore(),
  SqliteHistoryStore: () => SqliteHistoryStore.open(newDirectory()),
};

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SpellError && error.code === code && Boolean(error.help);
const inputs = (entries: readonly HistoryEntry[]): string[] => entries.map(({ input }) => input);
const places = (entries: readonly HistoryEntry[]): string[] => entries.map(({ session, line }) => `${session}:${line}`);

/** Two lives: `a`, `b`, `c` in the first, `b`, `d` in the second. */
async function filled(store: HistoryStore): Promise<{ readonly first: number; readonly second: number }> {
  const first = await store.beginSession('one');
  const second = await store.beginSession('two');
  // Lives overlap.
  await store.append(first, 1, 'a');
  await store.append(second, 1, 'b');
  await store.append(first, 2, 'b');
  await store.append(second, 2, 'd');
  await store.append(first, 3, 'c');
  return { first, second };
}

for (const [name, open] of Object.entries(STORES)) {
  describe(name, () => {
    test('what is cleared is forgotten: what fits a pattern, then all', async () => {
      const store = await open();
      await filled(store);
      assert.equal(await store.clear('b'), 2);
      assert.deepEqual(inputs(await store.tail(10)), ['a', 'c', 'd']);
      assert.equal(await store.clear(), 3);
      assert.deepEqual(await store.tail(10), []);
      await store.dispose();
    });

    test('lives are numbered in ascending order', async () => {
      const store = await open();
      const first = await store.beginSession('k');
      assert.ok(first > 0);
      assert.equal(await store.beginSession('k'), first + 1);
      await store.dispose();
    });

    test('tail gives the last entries of all lives, ascending', async () => {
      const store = await open();
      assert.deepEqual(await store.tail(10), []);
      await filled(store);
      assert.deepEqual(inputs(await store.tail(3)), ['c', 'b', 'd']);
      assert.deepEqual(inputs(await store.tail(1e9)), ['a', 'b', 'c', 'b', 'd']);
      assert.deepEqual(await store.tail(0), []);
      await store.dispose();
    });

    test('range takes lines of one life, named or counted backwards', async () => {
      const store = await open();
      const { first, second } = await filled(store);
      assert.deepEqual(inputs(await store.range(second, first, 1, 3)), ['a', 'b']);
      assert.deepEqual(inputs(await store.range(second, -1, 2, undefined)), ['b', 'c']);
      assert.deepEqual(inputs(await store.range(second, 0, 0, undefined)), ['b', 'd']);
      assert.deepEqual(await store.range(second, 0, 3, 2), []);
      assert.deepEqual(await store.range(second, -99, 0, undefined), []);
      await store.dispose();
    });

    test('search takes what fits a glob, the last of them, or the newest of equal ones', async () => {
      const store = await open();
      const { first, second } = await filled(store);
      assert.deepEqual(places(await store.search('b', { isUnique: false })), [`${first}:2`, `${second}:1`]);
      assert.deepEqual(places(await store.search('b', { isUnique: true })), [`${second}:1`]);
      assert.deepEqual(places(await store.search('?', { isUnique: false, count: 2 })), [`${second}:1`, `${second}:2`]);
      assert.deepEqual(inputs(await store.search('*', { isUnique: true })), ['a', 'c', 'b', 'd']);
      assert.deepEqual(inputs(await store.search('*', { isUnique: true, count: 3 })), ['c', 'b', 'd']);
      assert.deepEqual(await store.search('*', { isUnique: false, count: 0 }), []);
      assert.deepEqual(await store.search('[ab]', { isUnique: false }), []);
      await store.dispose();
    });

    test('search goes through more entries than it reads at once', async () => {
      const store = await open();
      const session = await store.beginSession('k');
      for (let line = 1; line <= 2500; line += 1) await store.append(session, line, line % 1000 === 0 ? 'rare' : 'x');
      assert.deepEqual(places(await store.search('r*', { isUnique: false })), [`${session}:1000`, `${session}:2000`]);
      assert.deepEqual(places(await store.search('r*', { isUnique: true })), [`${session}:2000`]);
      await store.dispose();
    });

    test('outputs belong to their entries; one without an entry is dropped', async () => {
      const store = await open();
      const session = await store.beginSession('k');
      const written = [store.append(session, 1, '1 + 1'), store.setOutput(session, 1, '2')];
      await Promise.all([...written, store.setOutput(session, 2, 'nothing')]);
      assert.deepEqual(await store.tail(9), [{ session, line: 1, input: '1 + 1', output: '2' }]);
      await store.append(session, 1, 'again');
      assert.deepEqual(await store.tail(9), [{ session, line: 1, input: 'again', output: null }]);
      await store.dispose();
    });

    test('any text comes back', async () => {
      const store = await open();
      const session = await store.beginSession('k');
      const texts = ['', 'a\0b', "it's 😀", '\n\r\n\t', '%_*?['];
      for (const [i, text] of texts.entries()) {
        await store.append(session, i, text);
        await store.setOutput(session, i, text);
      }
      const entries = await store.tail(99);
      assert.deepEqual(inputs(entries), texts);
      assert.deepEqual(
        entries.map(({ output }) => output),
        texts,
      );
      assert.equal((await store.search('a?b', { isUnique: false })).length, 1);
      await store.dispose();
    });

    test('huge inputs are left out, huge outputs are cut', async () => {
      const store = await open();
      const session = await store.beginSession('k');
      await store.append(session, 1, 'x'.repeat(HISTORY_LIMITS.inputCharacters + 1));
      await store.append(session, 2, 'y'.repeat(HISTORY_LIMITS.inputCharacters));
      await store.setOutput(session, 2, '😀'.repeat(HISTORY_LIMITS.outputCharacters));
      const [entry, ...others] = await store.tail(9);
      assert.ok(entry);
      assert.equal(entry.line, 2);
      assert.deepEqual(others, []);
      assert.match(entry.output?.slice(-3) ?? '', /^😀…$/);
      assert.ok((entry.output?.length ?? 0) <= HISTORY_LIMITS.outputCharacters);
      await store.dispose();
    });

    test('a closed store says so', async () => {
      const store = await open();
      await store.dispose();
      await store.dispose();
      await assert.rejects(store.tail(1), hasCode('STATE_CLOSED'));
      await assert.rejects(store.append(1, 1, 'x'), hasCode('STATE_CLOSED'));
      await assert.rejects(store.search('*', { isUnique: true }), hasCode('STATE_CLOSED'));
    });
  });
}

test('MemoryHistoryStore forgets the oldest entries', async () => {
  const store = new MemoryHistoryStore();
  for (let line = 1; line <= HISTORY_LIMITS.entries + 2; line += 1) await store.append(1, line, 'x');
  const entries = await store.tail(1e9);
  assert.equal(entries.length, HISTORY_LIMITS.entries);
  assert.equal(entries[0]?.line, 3);
});

describe('SqliteHistoryStore on disk', () => {
  test('keeps entries and makes its files private', async () => {
    const directory = newDirectory();
    const first = await SqliteHistoryStore.open(directory);
    const session = await first.beginSession('k');
    await first.append(session, 1, 'kept');
    for (const file of ['history.db', 'history.db-wal']) {
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600);
    }
    await first.dispose();
    const second = await SqliteHistoryStore.open(directory);
    assert.deepEqual(inputs(await second.tail(9)), ['kept']);
    assert.equal(await second.beginSession('k'), session + 1);
    await second.dispose();
  });

  test('forgets the oldest entries and lives', async () => {
    const directory = newDirectory();
    const store = await SqliteHistoryStore.open(directory);
    const other = new DatabaseSync(join(directory, 'history.db'));
    other.exec("INSERT INTO sessions VALUES (1, 'old', 0), (200000, 'newer', 0)");
    other.exec("INSERT INTO entries VALUES (1, 1, 1, x'61', NULL, NULL), (200191, 200000, 1, x'62', NULL, NULL)");
    const session = await store.beginSession('k');
    await store.append(session, 1, 'c');
    assert.deepEqual(inputs(await store.tail(1e9)), ['b', 'c']);
    assert.deepEqual({ ...other.prepare('SELECT count(*) AS lives FROM sessions').get() }, { lives: 2 });
    other.close();
    await store.dispose();
  });

  test('forgets what is older, and more than is asked for', async () => {
    const directory = newDirectory();
    const first = await SqliteHistoryStore.open(directory);
    const old = await first.beginSession('k');
    for (const line of [1, 2, 3]) await first.append(old, line, `old ${line}`);
    const other = new DatabaseSync(join(directory, 'history.db'));
    other.exec('UPDATE sessions SET started_at = 0; UPDATE entries SET at = iif(line = 1, NULL, 5) WHERE line < 3');
    other.close();
    const second = await SqliteHistoryStore.open(directory, { retentionMs: 3_600_000 });
    const session = await second.beginSession('k');
    assert.deepEqual(inputs(await second.tail(9)), ['old 3']);
    await second.append(session, 1, 'new 1');
    await second.append(session, 2, 'new 2');
    await second.dispose();
    const third = await SqliteHistoryStore.open(directory, { maxEntries: 2 });
    await third.beginSession('k');
    assert.deepEqual(inputs(await third.tail(9)), ['new 1', 'new 2']);
    await third.dispose();
    await first.dispose();
  });

  test('four processes that write at the same time lose nothing', { timeout: 120_000 }, async () => {
    const directory = newDirectory();
    const script = fileURLToPath(new URL('./history-writer.js', import.meta.url));
    const exits = ['a', 'b', 'c', 'd'].map(async (name) => {
      const child = spawn(process.execPath, [script, directory, name, '200'], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0]);
    const store = await SqliteHistoryStore.open(directory);
    const entries = await store.tail(1e9);
    assert.equal(entries.length, 800);
    assert.ok(entries.every(({ input, line, output }) => input.endsWith(` = ${line}`) && output === String(line)));
    assert.equal(new Set(entries.map(({ session }) => session)).size, 4);
    await store.dispose();
  });

  test('a lock held for too long is an error; the write after it goes on', async () => {
    const directory = newDirectory();
    const store = await SqliteHistoryStore.open(directory, { busyMs: 30 });
    const session = await store.beginSession('k');
    const other = new DatabaseSync(join(directory, 'history.db'));
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.append(session, 1, 'lost'), hasCode('STATE_BUSY'));
    other.exec('COMMIT');
    await store.append(session, 2, 'kept');
    assert.deepEqual(inputs(await store.tail(9)), ['kept']);
    other.close();
    await store.dispose();
  });

  test('a damaged file is named, with what to do', async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    writeFileSync(join(directory, 'history.db'), 'no database at all '.repeat(500));
    await assert.rejects(SqliteHistoryStore.open(directory), (error: unknown) => {
      assert.ok(hasCode('STATE_CORRUPT')(error));
      assert.match((error as SpellError).help ?? '', /mv .*history\.db/);
      return true;
    });
  });
});
