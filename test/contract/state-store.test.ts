import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpellError } from '../../src/base/errors.js';
import { createFunctionRef } from '../../src/base/values.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { MemoryStateStore } from '../../src/services/stores/memory-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import type { StateStore } from '../../src/services/stores/state-store.js';

const root = mkdtempSync(join(tmpdir(), 'state-store-'));
after(() => rmSync(root, { recursive: true, force: true }));
let directories = 0;
const newDirectory = (): string => join(root, String((directories += 1)));

const STORES: Readonly<Record<string, () => Promise<StateStore>>> = {
  MemoryStateStore: async () => new MemoryStateStore(),
  SqliteStateStore: () => SqliteStateStore.open(newDirectory()),
  LazyStateStore: async () => new LazyStateStore(() => SqliteStateStore.open(newDirectory())),
};

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SpellError && error.code === code && Boolean(error.help);

for (const [name, open] of Object.entries(STORES)) {
  describe(name, () => {
    test('gives back what was saved', async () => {
      const store = await open();
      const value = {
        text: 'žluťoučký',
        bytes: new Uint8Array([0, 255, 128]),
        big: 2n ** 63n - 1n,
        float: 0.1,
        infinite: -Infinity,
        list: [1, [2, { deep: true }]],
        $bytes: 'not a tag',
        __proto__: 1,
      };
      await store.save('s', 'k', value);
      assert.deepEqual(await store.load('s', 'k'), value);
      await store.save('s', 'k', 'replaced');
      assert.equal(await store.load('s', 'k'), 'replaced');
      await store.dispose();
    });

    test('a missing key is nil, saving nil deletes, deleting twice is fine', async () => {
      const store = await open();
      assert.equal(await store.load('s', 'k'), undefined);
      await store.save('s', 'k', false);
      assert.equal(await store.load('s', 'k'), false);
      assert.equal(await store.delete('s', 'k'), true);
      assert.equal(await store.delete('s', 'k'), false);
      await store.save('s', 'k', 1);
      await store.save('s', 'k', null);
      assert.deepEqual(await store.listKeys('s'), []);
      await store.dispose();
    });

    test('scopes are apart; keys come sorted; any text is a key', async () => {
      const store = await open();
      const keys = ['b', 'a', 'Z', '', 'a:b', "it's", 'a\0b', '😀', '\uffff', '%', '__proto__'];
      for (const key of keys) await store.save('user:1', key, key);
      await store.save('user', '1:b', 'other');
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(await store.listKeys('user:1'), sorted);
      for (const key of keys) assert.equal(await store.load('user:1', key), key);
      assert.deepEqual(await store.listKeys('user'), ['1:b']);
      assert.deepEqual(await store.listKeys('nobody'), []);
      await store.save('gone', 'k', 1);
      await store.delete('gone', 'k');
      assert.deepEqual(await store.listScopes(), ['user', 'user:1']);
      await store.dispose();
    });

    test('what is loaded is a copy', async () => {
      const store = await open();
      const list = [1];
      await store.save('s', 'k', list);
      list.push(2);
      assert.deepEqual(await store.load('s', 'k'), [1]);
      await store.dispose();
    });

    test('calls at the same time do not lose anything', async () => {
      const store = await open();
      await Promise.all(Array.from({ length: 50 }, (_, i) => store.save('s', `k${i}`, i)));
      assert.equal((await store.listKeys('s')).length, 50);
      await store.dispose();
    });

    test('a table that is named like a function is data', async () => {
      const store = await open();
      await store.save('s', 'k', { luaFunction: 1 });
      assert.deepEqual(await store.load('s', 'k'), { luaFunction: 1 });
      await store.dispose();
    });

    test('functions are refused; a closed store says so', async () => {
      const store = await open();
      await assert.rejects(store.save('s', 'k', { f: createFunctionRef(1) }), hasCode('STATE_VALUE'));
      await store.dispose();
      await store.dispose();
      await assert.rejects(store.load('s', 'k'), hasCode('STATE_CLOSED'));
      await assert.rejects(store.save('s', 'k', 1), hasCode('STATE_CLOSED'));
    });
  });
}

describe('SqliteStateStore on disk', () => {
  test('keeps values and makes directory and file private', async () => {
    const directory = join(newDirectory(), 'deeper');
    const first = await SqliteStateStore.open(directory);
    await first.save('s', 'k', [1, 2]);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    for (const file of ['state.db', 'state.db-wal']) assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600);
    first.dispose();
    const second = await SqliteStateStore.open(directory);
    assert.deepEqual(await second.load('s', 'k'), [1, 2]);
    second.dispose();
  });

  test('four processes that write at the same time lose nothing', { timeout: 120_000 }, async () => {
    const directory = newDirectory();
    const script = fileURLToPath(new URL('./state-writer.js', import.meta.url));
    const exits = ['a', 'b', 'c', 'd'].map(async (name) => {
      const child = spawn(process.execPath, [script, directory, name, '250'], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0]);
    const store = await SqliteStateStore.open(directory);
    assert.equal((await store.listKeys('shared')).length, 1000);
    assert.equal(await store.load('shared', 'c-249'), 249);
    store.dispose();
  });

  test('a lock held for too long is an error, one that is released is waited for', async () => {
    const directory = newDirectory();
    const store = await SqliteStateStore.open(directory, { busyMs: 30 });
    const other = new DatabaseSync(join(directory, 'state.db'));
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.save('s', 'k', 1), hasCode('STATE_BUSY'));
    const patient = await SqliteStateStore.open(directory);
    const saved = patient.save('s', 'k', 2);
    other.exec('COMMIT');
    await saved;
    assert.equal(await store.load('s', 'k'), 2);
    const controller = new AbortController();
    other.exec('BEGIN IMMEDIATE');
    const aborted = patient.save('s', 'k', 3, controller.signal);
    controller.abort();
    await assert.rejects(aborted, { name: 'AbortError' });
    other.close();
    patient.dispose();
    store.dispose();
  });

  test('a damaged file is named, with what to do', async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    writeFileSync(join(directory, 'state.db'), 'no database at all '.repeat(500));
    await assert.rejects(SqliteStateStore.open(directory), (error: unknown) => {
      assert.ok(hasCode('STATE_CORRUPT')(error));
      assert.match((error as SpellError).help ?? '', /mv .*state\.db/);
      return true;
    });
  });

  test('a damaged value is named', async () => {
    const directory = newDirectory();
    const store = await SqliteStateStore.open(directory);
    await store.save('s', 'k', 1);
    const other = new DatabaseSync(join(directory, 'state.db'));
    other.exec("UPDATE state SET value = '{'");
    other.close();
    await assert.rejects(store.load('s', 'k'), hasCode('STATE_CORRUPT'));
    store.dispose();
  });

  test('a file where the directory should be', async () => {
    const file = newDirectory();
    writeFileSync(file, '');
    await assert.rejects(SqliteStateStore.open(file), hasCode('STATE_DIRECTORY'));
    await assert.rejects(SqliteStateStore.open(join(file, 'below')), hasCode('STATE_DIRECTORY'));
  });

  test('a place where no directory can be made', { skip: process.platform !== 'linux' }, async () => {
    await assert.rejects(SqliteStateStore.open('/proc/x'), hasCode('STATE_DIRECTORY'));
  });

  test('a directory where the file should be', async () => {
    const directory = newDirectory();
    mkdirSync(join(directory, 'state.db'), { recursive: true });
    await assert.rejects(SqliteStateStore.open(directory), hasCode('STATE_UNWRITABLE'));
  });

  test('a database of a newer program is left alone', async () => {
    const directory = newDirectory();
    const store = await SqliteStateStore.open(directory);
    const other = new DatabaseSync(join(directory, 'state.db'));
    other.exec('INSERT INTO migrations VALUES (99, 0)');
    other.close();
    store.dispose();
    await assert.rejects(SqliteStateStore.open(directory), hasCode('STATE_VERSION'));
  });

  test('a directory that may not be written', async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    chmodSync(root, 0o755);
    chmodSync(directory, 0o555);
    await assert.rejects(
      asOrdinaryUser(() => SqliteStateStore.open(directory)),
      hasCode('STATE_UNWRITABLE'),
    );
  });
});

/** The superuser may write everywhere, so what must be refused is tried as somebody else. */
async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}
