import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpellError } from '../../src/base/errors.js';
import type { NewArtifact } from '../../src/services/stores/artifact-store.js';
import { MemorySessionStores } from '../../src/services/stores/memory-session-stores.js';
import type { KeptSession, NewStep, SessionStores } from '../../src/services/stores/session-store.js';
import { openSqliteSessions } from '../../src/services/stores/sqlite-session-stores.js';
import { tempFolder } from '../support/temp-folder.js';

const root = tempFolder();
let directories = 0;
const newDirectory = (): string => join(root.path, String((directories += 1)));

const STORES: Readonly<Record<string, () => Promise<SessionStores>>> = {
  memory: async () => new MemorySessionStores(),
  SQLite: () => openSqliteSessions(newDirectory()),
};

const MOST = 2 ** 20;
const hasCode = (code: string) => (error: unknown) =>
  error instanceof SpellError && error.code === code && Boolean(error.help);

function session(fields: Partial<KeptSession> = {}): KeptSession {
  const now = Date.now();
  return {
    ...{ id: randomUUID(), name: 'work', description: '', tags: [], status: 'active', createdAt: now, updatedAt: now },
    ...{ parentId: null, metadata: {}, origin: 'script', holder: null, shutdown: null },
    ...fields,
  };
}

function step(code: string, fields: Partial<NewStep> = {}): NewStep {
  return {
    ...{ code, output: '', result: null, status: 'ok', error: null, startedAt: 1000, durationMs: 5 },
    ...{ manner: { echo: true, keepsLocals: false }, calls: [], callsLeftOut: 0 },
    ...fields,
  };
}

function artifact(fields: Partial<NewArtifact> = {}): NewArtifact {
  return {
    ...{ name: 'report.md', type: 'agent_output', description: null, mimeType: 'text/markdown' },
    ...{ tags: [], custom: {}, createdBy: null },
    ...fields,
  };
}

for (const [name, open] of Object.entries(STORES)) {
  describe(`sessions in ${name}`, () => {
    test('a session comes back as it was kept', async () => {
      const { sessions, dispose } = await opened(open);
      const kept = session({
        ...{ name: 'Größe\0x', description: 'd', tags: ['a', 'b'], parentId: randomUUID() },
        ...{ metadata: { big: 2n ** 60n, bytes: new Uint8Array([0, 255]), $odd: { x: 0.5 } }, holder: 'h/1/2' },
      });
      await sessions.create(kept);
      assert.deepEqual(await sessions.get(kept.id), kept);
      assert.equal(await sessions.get(randomUUID()), undefined);
      await assert.rejects(sessions.create(kept), hasCode('SESSION_EXISTS'));
      await dispose();
    });

    test('a list has the newest first, and what the query says', async () => {
      const { sessions, dispose } = await opened(open);
      await sessions.create(session({ name: 'one', createdAt: 1, tags: ['x'] }));
      await sessions.create(session({ name: 'two', createdAt: 2, tags: ['x', 'y'], status: 'completed' }));
      await sessions.create(session({ name: 'three', createdAt: 3 }));
      const names = async (query: Parameters<typeof sessions.list>[0]): Promise<string[]> =>
        (await sessions.list(query)).sessions.map((each) => each.name);
      assert.deepEqual(await names({}), ['three', 'two', 'one']);
      assert.deepEqual(await names({ limit: 1 }), ['three']);
      assert.deepEqual(await names({ tags: ['x'] }), ['two', 'one']);
      assert.deepEqual(await names({ tags: ['x', 'y'] }), ['two']);
      assert.deepEqual(await names({ status: 'completed' }), ['two']);
      assert.deepEqual(await names({ name: 'one' }), ['one']);
      await dispose();
    });

    test('a change is one of what is there, and leaves nothing when it fails', async () => {
      const { sessions, dispose } = await opened(open);
      const { id } = await created(sessions);
      const changed = await sessions.change(id, (now) => ({ ...now, name: 'new', tags: [...now.tags, 't'] }));
      assert.deepEqual([changed.name, changed.tags], ['new', ['t']]);
      const refusal = new Error('no');
      await assert.rejects(
        sessions.change(id, () => {
          throw refusal;
        }),
        refusal,
      );
      assert.deepEqual(await sessions.get(id), changed);
      await assert.rejects(
        sessions.change(randomUUID(), (now) => now),
        hasCode('SESSION_NOT_FOUND'),
      );
      await dispose();
    });

    test('steps are numbered behind those that are there', async () => {
      const { sessions, dispose } = await opened(open);
      const { id } = await created(sessions);
      const first = step('print("ü\0")', {
        ...{
          output: 'ü\0\n',
          result: '42',
          callsLeftOut: 3,
          outputLeftOut: 7,
          manner: { echo: false, keepsLocals: true, args: ['x'] },
        },
        calls: [
          { kind: 'tool', name: 'calculator', startedAt: 5, durationMs: 1, status: 'ok', input: '{}', output: '1' },
        ],
      });
      assert.equal(await sessions.append(id, [first]), 1);
      const failed = step('error("x")', { status: 'error', error: { name: 'RuntimeError', message: 'x' } });
      await sessions.append(id, [failed, step('y = 1')]);
      const { steps, damaged } = await sessions.steps(id);
      assert.deepEqual(steps[0], { ...first, session: id, number: 1 });
      assert.deepEqual(steps[1], { ...failed, session: id, number: 2 });
      assert.deepEqual(damaged, []);
      assert.deepEqual(
        (await sessions.steps(id, 2, 2)).steps.map(({ number }) => number),
        [2],
      );
      assert.equal(await sessions.countSteps(id), 3);
      await created(sessions);
      assert.deepEqual(await sessions.stepCounts(), new Map([[id, 3]]));
      assert.equal(await sessions.append(randomUUID(), [step('z')]), undefined);
      await dispose();
    });

    test('a step takes the place of the one of its number, also for who searches', async () => {
      const { sessions, dispose } = await opened(open);
      const { id } = await created(sessions);
      await sessions.append(id, [step('one'), step('two', { status: 'running', output: 'begun' })]);
      assert.equal((await sessions.search(['begun'], { limit: 9 })).length, 1);
      const ended = { ...step('two', { output: 'whole' }), session: id, number: 2 };
      assert.equal(await sessions.replaceStep(ended), true);
      assert.equal(await sessions.replaceStep({ ...ended, number: 3 }), false);
      assert.deepEqual((await sessions.steps(id, 2)).steps, [ended]);
      assert.deepEqual(await sessions.search(['begun'], { limit: 9 }), []);
      assert.deepEqual(await sessions.search(['whole'], { limit: 9 }), [ended]);
      assert.equal(await sessions.append(id, [step('three')]), 3);
      await dispose();
    });

    test('a search finds words in code, output and errors', async () => {
      const { sessions, dispose } = await opened(open);
      const [one, two] = [await created(sessions), await created(sessions)];
      await sessions.append(one.id, [
        step('State.save("app", "total_sum", 5)', { startedAt: 1 }),
        step('print(x)', { output: 'Übergabe an Ada\n', startedAt: 2 }),
      ]);
      const error = { name: 'RuntimeError', message: 'attempt to index a nil value' };
      await sessions.append(two.id, [step('local t = nil; t.total = 1', { status: 'error', error, startedAt: 3 })]);
      const places = async (words: string[], limit = 10, only?: string): Promise<string[]> => {
        const query = only === undefined ? { limit } : { limit, session: only };
        return (await sessions.search(words, query)).map(
          (found) => `${found.session === one.id ? 1 : 2}.${found.number}`,
        );
      };
      assert.deepEqual(await places(['total']), ['2.1', '1.1']);
      assert.deepEqual(await places(['total'], 1), ['2.1']);
      assert.deepEqual(await places(['total'], 10, one.id), ['1.1']);
      assert.deepEqual(await places(['state.save']), ['1.1']);
      assert.deepEqual(await places(['total', 'index']), ['2.1']);
      assert.deepEqual(await places(['ubergabe']), ['1.2']);
      assert.deepEqual(await places(['UBER', 'ada']), ['1.2']);
      assert.deepEqual(await places(['save.state']), []);
      assert.deepEqual(await places(['"']), []);
      assert.deepEqual(await places(['none']), []);
      await sessions.delete(two.id);
      assert.deepEqual(await places(['total']), ['1.1']);
      await dispose();
    });

    test('a search finds what was kept since the last one, however much, and nothing of what has gone meanwhile', async () => {
      const { sessions, dispose } = await opened(open);
      const [one, two] = [await created(sessions), await created(sessions)];
      const found = async (): Promise<number> => (await sessions.search(['word'], { limit: 1000 })).length;
      const many = Array.from({ length: 60 }, () => step('word'));
      await sessions.append(one.id, many);
      assert.equal(await found(), 60);
      await sessions.append(one.id, many.slice(0, 25));
      await sessions.append(two.id, many);
      await sessions.delete(two.id);
      assert.equal(await found(), 85);
      await sessions.delete(one.id);
      assert.equal(await found(), 0);
      await dispose();
    });

    test('steps whose code fits a pattern are found and deleted, and the others keep their numbers', async () => {
      const { sessions, dispose } = await opened(open);
      const [one, two] = [await created(sessions), await created(sessions)];
      await sessions.append(one.id, [step('a = "word"'), step('b'), step('word()\nc')]);
      await sessions.append(two.id, [step('word')]);
      const places = await sessions.matching('*word*');
      assert.deepEqual(
        places.map(({ session, number }) => [session === one.id ? 1 : 2, number]),
        [
          [1, 1],
          [1, 3],
          [2, 1],
        ],
      );
      await sessions.deleteSteps(places);
      assert.deepEqual(await sessions.matching('*word*'), []);
      assert.deepEqual(await sessions.search(['word'], { limit: 9 }), []);
      assert.deepEqual(await sessions.matching('*'), [{ session: one.id, number: 2 }]);
      await sessions.append(one.id, [step('d')]);
      assert.deepEqual(
        (await sessions.steps(one.id)).steps.map(({ code, number }) => [code, number]),
        [
          ['b', 2],
          ['d', 3],
        ],
      );
      await dispose();
    });

    test('a session goes with its steps and artifacts', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const { id } = await created(sessions);
      await sessions.append(id, [step('x')]);
      const { hash } = await artifacts.put(id, artifact(), Buffer.from('text'), MOST);
      assert.equal(await sessions.delete(id), true);
      assert.equal(await sessions.delete(id), false);
      assert.deepEqual((await sessions.steps(id)).steps, []);
      assert.deepEqual(await artifacts.query({}), []);
      await assert.rejects(artifacts.content({ session: id, sequence: 1, hash }), hasCode('ARTIFACT_DAMAGED'));
      await dispose();
    });

    test('what is old or too much goes, but not what is held', async () => {
      const { sessions, dispose } = await opened(open);
      for (const [at, holder] of [
        [1, null],
        [2, 'h/1/1'],
        [30, null],
        [40, null],
        [50, null],
      ] as const) {
        await sessions.create(session({ name: `n${at}`, createdAt: at, updatedAt: at, holder }));
      }
      assert.equal(await sessions.prune(10, 100), 1);
      assert.equal(await sessions.prune(0, 2), 1);
      const { sessions: left } = await sessions.list({});
      assert.deepEqual(
        left.map((each) => each.name),
        ['n50', 'n40', 'n2'],
      );
      assert.deepEqual(
        (await sessions.held()).map((each) => each.name),
        ['n2'],
      );
      await dispose();
    });

    test('a store that is closed says so', async () => {
      const stores = await open();
      await stores.dispose();
      await assert.rejects(stores.sessions.list({}), hasCode('STATE_CLOSED'));
    });
  });

  describe(`artifacts in ${name}`, () => {
    test('come back as they were stored, whatever they are', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const { id } = await created(sessions);
      for (const content of [new Uint8Array(0), Buffer.from('short'), Buffer.alloc(50_000, 'abc'), randomBytes(4000)]) {
        const given = artifact({ description: 'd', tags: ['t'], custom: { n: 1 }, createdBy: 'me' });
        const kept = await artifacts.put(id, given, content, MOST);
        assert.deepEqual({ ...kept, ...given }, kept);
        assert.equal(kept.size, content.byteLength);
        assert.equal(kept.isCompressed, content.byteLength === 50_000);
        assert.ok(kept.storedSize <= kept.size);
        assert.ok(Buffer.from(await artifacts.content(kept)).equals(content));
        assert.deepEqual(await artifacts.find(id, kept.sequence), kept);
      }
      await dispose();
    });

    test('of one name are versions; numbers never come twice', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const { id } = await created(sessions);
      const first = await artifacts.put(id, artifact(), Buffer.from('1'), MOST);
      const second = await artifacts.put(id, artifact(), Buffer.from('2'), MOST);
      assert.deepEqual([first.version, first.parent, second.version, second.sequence], [1, null, 2, 2]);
      assert.deepEqual(second.parent, { session: id, sequence: 1, hash: first.hash });
      assert.equal(await artifacts.delete(id, 2), true);
      assert.equal(await artifacts.delete(id, 2), false);
      assert.equal((await artifacts.put(id, artifact({ name: 'other' }), Buffer.from('3'), MOST)).sequence, 3);
      await dispose();
    });

    test('share a content, which stays as long as one has it', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const [one, two] = [await created(sessions), await created(sessions)];
      const [a, b] = [
        await artifacts.put(one.id, artifact(), Buffer.from('same'), MOST),
        await artifacts.put(two.id, artifact(), Buffer.from('same'), MOST),
      ];
      assert.equal(a.hash, b.hash);
      await artifacts.delete(one.id, a.sequence);
      assert.equal(Buffer.from(await artifacts.content(b)).toString(), 'same');
      await artifacts.delete(two.id, b.sequence);
      await assert.rejects(artifacts.content(b), hasCode('ARTIFACT_DAMAGED'));
      await dispose();
    });

    test('take no more than the session may have, and need one', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const { id } = await created(sessions);
      await artifacts.put(id, artifact(), Buffer.alloc(60), 100);
      await assert.rejects(artifacts.put(id, artifact(), Buffer.alloc(41), 100), hasCode('ARTIFACT_SPACE'));
      await artifacts.put(id, artifact(), Buffer.alloc(40), 100);
      await assert.rejects(artifacts.put(randomUUID(), artifact(), Buffer.alloc(1), 100), hasCode('SESSION_NOT_FOUND'));
      assert.equal((await artifacts.query({})).length, 2);
      await dispose();
    });

    test('are found by what a query says', async () => {
      const { sessions, artifacts, dispose } = await opened(open);
      const { id } = await created(sessions);
      await artifacts.put(id, artifact({ name: 'a.md', tags: ['x', 'y'] }), Buffer.alloc(10), MOST);
      await artifacts.put(id, artifact({ name: 'b.txt', type: 'tool_result', tags: ['x'] }), Buffer.alloc(20), MOST);
      const names = async (query: Parameters<typeof artifacts.query>[0]): Promise<string[]> =>
        (await artifacts.query(query)).map((each) => each.name);
      const now = Date.now();
      assert.deepEqual(await names({}), ['a.md', 'b.txt']);
      assert.deepEqual(await names({ session: id, limit: 1 }), ['a.md']);
      assert.deepEqual(await names({ session: randomUUID() }), []);
      assert.deepEqual(await names({ type: 'tool_result' }), ['b.txt']);
      assert.deepEqual(await names({ namePattern: '*.md' }), ['a.md']);
      assert.deepEqual(await names({ tags: ['y'] }), ['a.md']);
      assert.deepEqual(await names({ minSize: 11 }), ['b.txt']);
      assert.deepEqual(await names({ maxSize: 11 }), ['a.md']);
      assert.deepEqual(await names({ createdAfter: now + 10_000 }), []);
      assert.deepEqual(await names({ createdBefore: now - 10_000 }), []);
      await dispose();
    });
  });
}

describe('what is damaged in SQLite', () => {
  test('sessions and steps are told, and the others are there', async () => {
    const directory = newDirectory();
    const { sessions, artifacts, dispose } = await opened(() => openSqliteSessions(directory));
    const [good, bad, worse] = [await created(sessions), await created(sessions), await created(sessions)];
    await sessions.append(good.id, [step('one'), step('two')]);
    spoil(directory, 'UPDATE sessions SET record = ? WHERE id = ?', '{"cut', bad.id);
    spoil(directory, 'UPDATE sessions SET status = ? WHERE id = ?', 'dancing', worse.id);
    spoil(directory, 'UPDATE steps SET record = ? WHERE session = ? AND number = 1', '[]', good.id);

    const { sessions: left, damaged } = await sessions.list({});
    assert.deepEqual(
      left.map(({ id }) => id),
      [good.id],
    );
    assert.deepEqual(new Set(damaged.map(({ id }) => id)), new Set([bad.id, worse.id]));
    assert.match(damaged.find(({ id }) => id === worse.id)!.problem, /'dancing' is no status/);
    await assert.rejects(sessions.get(bad.id), hasCode('SESSION_DAMAGED'));
    await assert.rejects(
      sessions.change(bad.id, (now) => now),
      hasCode('SESSION_DAMAGED'),
    );
    const read = await sessions.steps(good.id);
    assert.deepEqual([read.steps.map(({ code }) => code), read.damaged.map(({ number }) => number)], [['two'], [1]]);
    assert.equal(await sessions.delete(bad.id), true);

    const kept = await artifacts.put(good.id, artifact(), Buffer.alloc(5000, 'x'), MOST);
    spoil(directory, 'UPDATE contents SET bytes = ? WHERE hash = ?', Buffer.from('nonsense'), kept.hash);
    await assert.rejects(artifacts.content(kept), hasCode('ARTIFACT_DAMAGED'));
    await dispose();
  });

  test('of steps that are deleted nothing is left in the files', async () => {
    const directory = newDirectory();
    const stores = await openSqliteSessions(directory);
    const { sessions } = stores;
    const { id } = await created(sessions);
    const secrets = Array.from({ length: 40 }, (_, at) => step(`${'x'.repeat(at * 200)} Zwiebelkuchen`));
    await sessions.append(id, [...secrets, step('kept')]);
    assert.equal((await sessions.search(['zwiebelkuchen'], { limit: 99 })).length, 40);
    const isThere = (text: string): boolean =>
      readdirSync(directory).some((name) => readFileSync(join(directory, name)).includes(text));
    assert.equal(isThere('Zwiebelkuchen') && isThere('wiebelkuchen'), true);
    await sessions.deleteSteps(await sessions.matching('*Zwiebelkuchen'));
    assert.equal(isThere('wiebelkuchen'), false);
    assert.equal(isThere('kept'), true);
    await stores.dispose();
  });

  test('two connections number steps one after the other', async () => {
    const directory = newDirectory();
    const [a, b] = [await openSqliteSessions(directory), await openSqliteSessions(directory)];
    const { id } = await created(a.sessions);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).sessions.append(id, [step('x'), step('y')])),
    );
    const { steps } = await a.sessions.steps(id);
    assert.deepEqual(
      steps.map(({ number }) => number),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    await a.dispose();
    await b.dispose();
  });
});

async function opened(
  open: () => Promise<SessionStores>,
): Promise<Pick<SessionStores, 'sessions' | 'artifacts'> & { dispose: () => Promise<void> }> {
  const stores = await open();
  return { sessions: stores.sessions, artifacts: stores.artifacts, dispose: async () => stores.dispose() };
}

async function created(sessions: SessionStores['sessions']): Promise<KeptSession> {
  const made = session();
  await sessions.create(made);
  return made;
}

function spoil(directory: string, sql: string, ...values: (string | Uint8Array)[]): void {
  const database = new DatabaseSync(join(directory, 'sessions.db'));
  database.prepare(sql).run(...values);
  database.close();
}
