// Backups of the databases, made and brought back while somebody uses them.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BackupInfo } from '../../src/services/stores/backup-manifest.js';
import { hashEmbedding } from '../../src/services/retrieval/hash-embedding.js';
import type { SpellEvent } from '../../src/services/events/event.js';
import { Backups } from '../../src/services/stores/backups.js';
import type { EventStore } from '../../src/services/stores/event-store.js';
import { SqliteHistoryStore } from '../../src/services/stores/sqlite-history-store.js';
import { SqliteEventStore } from '../../src/services/stores/sqlite-event-store.js';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { SqliteVectorStore } from '../../src/services/stores/sqlite-vector-store.js';
import type { NewStep } from '../../src/services/stores/session-store.js';
import type { DocumentInput } from '../../src/services/stores/vector-store.js';
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
      ['events.db', 0],
      ['sessions.db', 0],
      ['retrieval.db', 0],
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

test('damage that is copied is told, and that of databases in use', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  for (let i = 0; i < 200; i++) await state.save('s', `key ${i}`, 'x'.repeat(200));
  state.dispose();
  assert.deepEqual(await backups.checkInUse(), [{ file: 'state.db', problems: [] }]);
  const file = join(directory, 'state.db');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('key 150');
  writeFileSync(file, bytes.fill(0x5a, at - 300, at + 300));
  const [check] = await backups.checkInUse();
  assert.equal(check?.file, 'state.db');
  assert.ok(check.problems.length > 0);
  const { id } = await backups.create();
  const { problems } = await backups.verify(id);
  assert.match(problems[0] ?? '', /^state\.db was damaged when it was copied: /);
  await assert.rejects(backups.restore(id), hasCode('STATE_BACKUP'));
  writeFileSync(file, bytes.fill(0x5a, 0, 8192));
  assert.deepEqual((await backups.checkInUse())[0]?.problems, ['it cannot be read to its end']);
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

function document(id: string, texts: readonly string[], more: Partial<DocumentInput> = {}): DocumentInput {
  const chunks = texts.map((text, at) => ({ text, start: at, hash: `of ${text}`, vector: hashEmbedding(text) }));
  return { id, fingerprint: `of ${id}`, metadata: { about: id }, tokens: 7, embedder: 'test', chunks, ...more };
}

/** Names of the documents that are found, by words and by vectors. */
async function found(store: SqliteVectorStore, namespace: string, word: string): Promise<readonly string[][]> {
  const limits = { limit: 9 };
  const hits = [
    await store.searchText(namespace, [word], limits),
    await store.searchVectors(namespace, 'test', hashEmbedding(word)!, { limit: 1 }),
  ];
  const chunks = hits.map((some) => store.chunks(namespace, some.map(({ chunk }) => chunk))); // prettier-ignore
  return (await Promise.all(chunks)).map((some) => some.map((chunk) => chunk.document.id));
}

test('brings back documents as they were, under the hands of an open store', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const store = await SqliteVectorStore.open(directory);
  const long = Array.from({ length: 150 }, (_, at) => `walrus ${at}`);
  await store.put('a', document('long', long, { occurredAt: 5, ttlMs: 9e6 }));
  await store.put('a', document('kettle', ['kettle\0', 'second'], { metadata: { deep: [1, { b: null }] } }));
  await store.put('a', document('short-lived', ['gone'], { ttlMs: 1 }));
  await store.put('b', document('kettle', ['zebra']));
  await store.put('b', document('bare', []));
  await store.setTtl('c', 1234);
  await store.count('b', { searches: 2, embedded: 3, embeddedTokens: 4 });
  await store.remove('b', []);
  const look = async (): Promise<object> => ({
    names: await store.namespaces(),
    stats: await Promise.all(['a', 'b', 'c', 'd'].map((name) => store.stats(name))),
    documents: (await store.documents('a', 0, 9)).map(({ number: _number, ...rest }) => rest),
    prints: await store.fingerprints('b', ['kettle', 'bare', 'new']),
    walrus: await found(store, 'a', 'walrus'),
    kettle: await found(store, 'a', 'kettle'),
    zebra: await found(store, 'b', 'zebra'),
  });
  const before = await look();
  const { id, files } = await backups.create();
  assert.equal(files.find(({ name }) => name === 'retrieval.db')?.entries, 4);
  await store.put('a', document('kettle', ['quite another kettle']));
  await store.remove('a', ['long']);
  await store.put('a', document('new', ['zebra']));
  await store.drop('b');
  await store.put('d', document('new', ['walrus']));
  assert.notDeepEqual(await look(), before);
  assert.equal(await backups.restore(id), 4);
  assert.deepEqual(await look(), before);
  const [first] = await store.documents('a', 0, 1);
  assert.deepEqual(
    (await store.chunksOf('a', first!.number)).map(({ text }) => text),
    long,
  );
  await store.put('b', document('after', ['walrus']));
  assert.deepEqual(await found(store, 'b', 'walrus'), [['after'], ['after']]);
  store.dispose();
});

test('events come back, and those that came since stay', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const event = (type: string): SpellEvent =>
    ({ id: type, type, at: 1, sequence: 1, data: null, source: 'script', language: 'lua', correlationId: 'c' }); // prettier-ignore
  const store = await SqliteEventStore.open(directory, { most: 2 });
  await store.append([event('one'), event('two')]);
  const { id } = await backups.create();
  await store.append([event('three')]);
  const types = async (from: EventStore): Promise<readonly string[]> =>
    (await from.list({ pattern: '*', limit: 9 })).map(({ type }) => type);
  assert.deepEqual(await types(store), ['two', 'three']);
  await backups.restore(id);
  store.dispose();
  const again = await SqliteEventStore.open(directory);
  assert.deepEqual(await types(again), ['one', 'two', 'three']);
  again.dispose();
});

test('sessions come back with their steps and artifacts, and what came since stays', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const archive = SessionArchive.in(directory);
  const { sessions, artifacts } = archive;
  const [gone, kept] = [await sessions.create({ origin: 'script' }), await sessions.create({ origin: 'kernel' })];
  await sessions.append(gone, [step('lost apple'), step('lost pear')]);
  await sessions.append(kept, [step('first')]);
  const old = await artifacts.store(gone, { name: 'a', type: 't' }, Buffer.from('content'));
  const twin = await artifacts.store(kept, { name: 'b', type: 't' }, Buffer.from('content'));
  const { id, files } = await backups.create();
  assert.equal(files.find(({ name }) => name === 'sessions.db')?.entries, 2);
  await sessions.delete(gone);
  await artifacts.delete(twin);
  await sessions.append(kept, [step('since')]);
  await sessions.tag(kept, ['since']);
  const younger = await artifacts.store(kept, { name: 'c', type: 't' }, Buffer.from('younger'));
  assert.equal(await backups.restore(id), 2);
  assert.deepEqual((await codes(sessions, gone)).concat(await codes(sessions, kept)), [
    'lost apple',
    'lost pear',
    'first',
    'since',
  ]);
  assert.deepEqual(
    (await sessions.search('app')).map(({ session }) => session),
    [gone],
  );
  assert.deepEqual((await sessions.get(kept)).tags, ['since']);
  for (const each of [old, twin]) assert.equal(Buffer.from((await artifacts.get(each)).content).toString(), 'content');
  assert.equal((await artifacts.list(kept)).length, 2);
  const next = await artifacts.store(kept, { name: 'd', type: 't' }, Buffer.from('x'));
  assert.equal(next.sequence, younger.sequence + 1);
  assert.equal((await artifacts.store(gone, { name: 'e', type: 't' }, Buffer.from('x'))).sequence, 2);
  await archive.dispose();
});

async function codes(sessions: SessionArchive['sessions'], id: string): Promise<readonly string[]> {
  return (await sessions.steps(id)).steps.map(({ code }) => code);
}

function step(code: string): NewStep {
  return {
    ...{ code, output: '', result: null, status: 'ok', error: null, startedAt: 1000, durationMs: 5 },
    ...{ manner: { echo: true, keepsLocals: false }, calls: [], callsLeftOut: 0 },
  };
}

/** As if it were of another version. */
function changeManifest(
  directory: string,
  id: string,
  change: (files: { name: string }[]) => { name: string }[],
): void {
  const file = join(directory, 'backups', id, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: { name: string }[] };
  writeFileSync(file, JSON.stringify({ ...manifest, files: change(manifest.files) }));
}

test('an older backup, without documents, is whole, and leaves those that are there', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const [state, store] = [await SqliteStateStore.open(directory), await SqliteVectorStore.open(directory)];
  await state.save('s', 'k', 1);
  const { id } = await backups.create();
  for (const name of ['retrieval.db', 'sessions.db', 'events.db']) rmSync(join(directory, 'backups', id, name));
  changeManifest(directory, id, (files) => files.slice(0, 2));
  await state.save('s', 'k', 2);
  await store.put('a', document('new', ['walrus']));
  assert.deepEqual(await backups.verify(id), { id, problems: [] });
  assert.equal(await backups.restore(id), 1);
  assert.equal(await state.load('s', 'k'), 1);
  assert.deepEqual(await found(store, 'a', 'walrus'), [['new'], ['new']]);
  state.dispose();
  store.dispose();
});

test('a newer backup, with what is not known here, is not brought back in part', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  const { id } = await backups.create();
  const saved = join(directory, 'backups', id);
  writeFileSync(join(saved, 'dreams.db'), readFileSync(join(saved, 'state.db')));
  changeManifest(directory, id, (files) => [...files, { ...files[0]!, name: 'dreams.db' }]);
  await state.save('s', 'k', 2);
  await assert.rejects(backups.restore(id), hasCode('STATE_BACKUP'));
  assert.equal(await state.load('s', 'k'), 2);
  state.dispose();
});

test('documents that somebody tidies up while they come back leave those that were there', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const [store, other] = [await SqliteVectorStore.open(directory), await SqliteVectorStore.open(directory)];
  for (let i = 0; i < 9; i += 1) await store.put('a', document(`d${i}`, Array.from({ length: 99 }, (_, at) => `walrus ${at}`))); // prettier-ignore
  const { id } = await backups.create();
  await store.drop('a');
  await store.put('a', document('new', ['walrus']));
  const ended = new AbortController();
  const tidying = (async () => {
    while (!ended.signal.aborted) {
      await other.tidy();
      await nextTurn();
    }
  })();
  await assert.rejects(backups.restore(id), hasCode('STATE_BUSY'));
  ended.abort();
  await tidying;
  assert.deepEqual(await found(store, 'a', 'walrus'), [['new'], ['new']]);
  assert.equal(await backups.restore(id), 9);
  assert.deepEqual([(await store.stats('a')).documents, (await store.stats('a')).chunks], [9, 891]);
  store.dispose();
  other.dispose();
});

test('a copy comes to its end however fast others write', async () => {
  const directory = newDirectory();
  const backups = new Backups(directory);
  const state = await SqliteStateStore.open(directory);
  const large = 'x'.repeat(2 ** 20);
  for (let i = 0; i < 24; i += 1) await state.save('large', `${i}`, large);
  let [isDone, written] = [false, 0];
  const writing = (async () => {
    for (; !isDone; written += 1) {
      await state.save('s', 'k', written);
      await nextTurn();
    }
  })();
  const { files } = await backups.create();
  isDone = true;
  await writing;
  assert.ok(written > 0);
  assert.ok(files[0]!.bytes > 24 * 2 ** 20);
  state.dispose();
});
