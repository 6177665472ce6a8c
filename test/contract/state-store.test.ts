import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpellError } from '../../src/base/errors.js';
import type { Value } from '../../src/base/values.js';
import { createFunctionRef } from '../../src/base/values.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { STATE_MIGRATIONS } from '../../src/services/stores/migrations.js';
import { MemoryStateStore } from '../../src/services/stores/memory-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import type { StateChange, StateListener, StateStore } from '../../src/services/stores/state-store.js';

const root = mkdtempSync(join(tmpdir(), 'state-store-'));
after(() => rmSync(root, { recursive: true, force: true }));
/** How often a writer is killed; more with LLMSPELL_KILLS. */
const KILLS = Number(process.env['LLMSPELL_KILLS'] ?? 20);
let directories = 0;
const newDirectory = (): string => join(root, String((directories += 1)));

const STORES: Readonly<Record<string, () => Promise<StateStore>>> = {
  MemoryStateStore: async () => new MemoryStateStore(),
  SqliteStateStore: () => SqliteStateStore.open(newDirectory()),
  LazyStateStore: async () => new LazyStateStore(() => SqliteStateStore.open(newDirectory())),
};

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SpellError && error.code === code && Boolean(error.help);

/** What a store tells. */
class Seen implements StateListener {
  readonly changes: StateChange[] = [];
  misses = 0;
  private readonly waiting = new Set<() => void>();

  changed(changes: readonly StateChange[]): void {
    this.changes.push(...changes);
    for (const wake of this.waiting) wake();
  }

  missed(): void {
    this.misses += 1;
    for (const wake of this.waiting) wake();
  }

  failed(error: unknown): void {
    throw error;
  }

  has(key: string, value: Value): boolean {
    return this.changes.some((change) => change.key === key && isDeepStrictEqual(change.value, value));
  }

  until(isReached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isReached()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }
}

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

    test('versions rise with every change, and are none where nothing is', async () => {
      const store = await open();
      assert.equal(await store.read('s', 'k'), undefined);
      await store.save('s', 'k', 1);
      const first = (await store.read('s', 'k'))?.version ?? 0;
      await store.save('s', 'other', 1);
      assert.deepEqual(await store.read('s', 'k'), { value: 1, version: first });
      await store.delete('s', 'k');
      await store.save('s', 'k', 1);
      assert.ok(((await store.read('s', 'k'))?.version ?? 0) > first);
      await store.dispose();
    });

    test('a commit is done whole where what was read is the same, else not at all', async () => {
      const store = await open();
      await store.save('s', 'a', 1);
      const a = { scope: 's', key: 'a', version: (await store.read('s', 'a'))?.version ?? 0 };
      const b = { scope: 's', key: 'b', version: 0 };
      const writes = [
        { scope: 's', key: 'a', value: 2 },
        { scope: 's', key: 'b', value: [3] },
      ];
      assert.equal(await store.commit({ reads: [a, b], lists: [{ scope: 's', keys: ['a'] }], writes }), true);
      assert.deepEqual([await store.load('s', 'a'), await store.load('s', 'b')], [2, [3]]);
      const gone = [{ scope: 's', key: 'a', value: undefined }];
      assert.equal(await store.commit({ reads: [a], lists: [], writes: gone }), false);
      assert.equal(await store.commit({ reads: [b], lists: [], writes: gone }), false);
      assert.equal(await store.commit({ reads: [], lists: [{ scope: 's', keys: ['a'] }], writes: gone }), false);
      assert.equal(await store.load('s', 'a'), 2);
      assert.equal(await store.commit({ reads: [], lists: [], writes: gone }), true);
      assert.deepEqual(await store.listKeys('s'), ['b']);
      await store.dispose();
    });

    test('what one write of a commit refuses, none does', async () => {
      const store = await open();
      const writes = [
        { scope: 's', key: 'a', value: 1 },
        { scope: 's', key: 'b', value: { f: createFunctionRef(1) } },
      ];
      await assert.rejects(store.commit({ reads: [], lists: [], writes }), hasCode('STATE_VALUE'));
      assert.deepEqual(await store.listKeys('s'), []);
      await store.dispose();
    });

    test('an update sees what is there, and may leave it', async () => {
      const store = await open();
      const add = (current: Value): { value: Value } => ({ value: Number(current ?? 0) + 1 });
      await Promise.all(Array.from({ length: 20 }, () => store.update('s', 'n', add)));
      assert.equal(await store.load('s', 'n'), 20);
      await store.update('s', 'n', () => undefined);
      assert.equal(await store.load('s', 'n'), 20);
      await store.update('s', 'n', () => ({ value: undefined }));
      assert.equal(await store.load('s', 'n'), undefined);
      await assert.rejects(
        store.update('s', 'n', () => {
          throw new RangeError('mine');
        }),
        RangeError,
      );
      await store.save('s', 'n', 1);
      await store.dispose();
    });

    test('a value with a time to live goes by itself', async (context) => {
      const store = await open();
      await store.load('s', 'k');
      context.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      await store.save('s', 'k', 1, undefined, 1000);
      await store.save('s', 'stays', 1);
      assert.equal((await store.read('s', 'k'))?.expiresAt, Date.now() + 1000);
      context.mock.timers.tick(999);
      assert.equal(await store.load('s', 'k'), 1);
      context.mock.timers.tick(1);
      assert.equal(await store.load('s', 'k'), undefined);
      assert.deepEqual(await store.listKeys('s'), ['stays']);
      const version = 0;
      assert.equal(
        await store.commit({
          reads: [{ scope: 's', key: 'k', version }],
          lists: [],
          writes: [{ scope: 's', key: 'k', value: 2, ttlMs: 5 }],
        }),
        true,
      );
      assert.equal(await store.load('s', 'k'), 2);
      await store.save('s', 'k', 3);
      context.mock.timers.tick(1000);
      assert.equal(await store.load('s', 'k'), 3);
      await store.dispose();
    });

    test('tells of changes, in their order, until it is asked to stop', async () => {
      const store = await open();
      await store.save('s', 'before', 1);
      const seen = new Seen();
      const stop = await store.watch(seen);
      await store.save('s', 'a', [1]);
      await seen.until(() => seen.has('a', [1]));
      await store.commit({
        reads: [],
        lists: [],
        writes: [
          { scope: 's', key: 'b', value: 2 },
          { scope: 's', key: 'a', value: undefined },
        ],
      });
      await seen.until(() => seen.has('a', undefined));
      assert.deepEqual(
        seen.changes.map(({ key }) => key),
        ['a', 'b', 'a'],
      );
      const versions = seen.changes.map(({ version }) => version);
      assert.deepEqual(
        versions,
        [...versions].sort((x, y) => x - y),
      );
      stop();
      await store.save('s', 'late', 1);
      const other = new Seen();
      await store.watch(other);
      await store.save('s', 'end', 1);
      await other.until(() => other.has('end', 1));
      assert.ok(!seen.has('late', 1));
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

  test('a closed store is one file, whole without its journal', async () => {
    const [directory, other] = [newDirectory(), newDirectory()];
    const store = await SqliteStateStore.open(directory);
    await store.save('global', 'k', 'kept');
    await store.load('global', 'k');
    store.dispose();
    mkdirSync(other);
    copyFileSync(join(directory, 'state.db'), join(other, 'state.db'));
    const copy = await SqliteStateStore.open(other);
    assert.equal(await copy.load('global', 'k'), 'kept');
    copy.dispose();
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

  test('four processes that count one key lose no count', { timeout: 120_000 }, async () => {
    const directory = newDirectory();
    const script = fileURLToPath(new URL('./state-counter.js', import.meta.url));
    const exits = [1, 2, 3, 4].map(async () => {
      const [code] = (await once(
        spawn(process.execPath, [script, directory, '1000'], { stdio: 'inherit' }),
        'exit',
      )) as [number | null];
      return code;
    });
    assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0]);
    const store = await SqliteStateStore.open(directory);
    assert.equal(await store.load('user', 'count'), 4000);
    store.dispose();
  });

  test('whoever is killed while it writes loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
    const directory = newDirectory();
    const script = fileURLToPath(new URL('./state-writer.js', import.meta.url));
    for (let round = 0; round < KILLS; round += 1) {
      const child = spawn(process.execPath, [script, directory, `r${round}`, '1000000', 'acknowledge'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let acknowledged = -1;
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => (acknowledged = Number(line)));
      await once(lines, 'line');
      await sleep(Math.random() * 30);
      child.kill('SIGKILL');
      await once(child, 'close');
      const store = await SqliteStateStore.open(directory);
      const keys = new Set(await store.listKeys('shared'));
      for (let i = 0; i <= acknowledged; i += 1) assert.ok(keys.has(`r${round}-${i}`), `${round}: ${i} is lost`);
      store.dispose();
    }
    const database = new DatabaseSync(join(directory, 'state.db'));
    assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    database.close();
  });

  test(
    'changes by another process are told; too many at once are said to be missed',
    { timeout: 120_000 },
    async () => {
      const directory = newDirectory();
      const store = await SqliteStateStore.open(directory);
      const seen = new Seen();
      await store.watch(seen);
      const script = fileURLToPath(new URL('./state-writer.js', import.meta.url));
      await once(spawn(process.execPath, [script, directory, 'x', '3'], { stdio: 'inherit' }), 'exit');
      await seen.until(() => seen.has('x-2', 2));
      const other = new DatabaseSync(join(directory, 'state.db'));
      other.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)
      INSERT INTO state (scope, key, value, updated_at, version)
      SELECT x'73', CAST(i AS BLOB), '1', 0, (SELECT max(id) FROM changes) + i FROM n`);
      other.close();
      await seen.until(() => seen.has('10500', 1));
      assert.equal(seen.misses, 1);
      store.dispose();
    },
  );

  test('a database of the first version is brought forward', async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    const old = new DatabaseSync(join(directory, 'state.db'));
    old.exec(`${STATE_MIGRATIONS[0] ?? ''}; CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
      INSERT INTO migrations VALUES (1, 0); INSERT INTO state VALUES (x'73', x'6b', '7', 0)`);
    old.close();
    const store = await SqliteStateStore.open(directory);
    const stored = await store.read('s', 'k');
    assert.equal(stored?.value, 7);
    assert.ok(stored.version > 0);
    await store.save('s', 'k', 8);
    assert.ok(((await store.read('s', 'k'))?.version ?? 0) > stored.version);
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
    other.exec("UPDATE state SET value = '{', version = version + 1");
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
