import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { MemorySessionStores } from '../stores/memory-session-stores.js';
import type { NewStep } from '../stores/session-store.js';
import { SessionArchive } from './session-archive.js';

const fails = (code: string, pattern = /./) => {
  return (error: unknown) => error instanceof SpellError && error.code === code && pattern.test(error.message);
};

function archive(artifactBytes?: number): SessionArchive {
  return new SessionArchive(async () => new MemorySessionStores(), artifactBytes);
}

const step = (code: string): NewStep => ({
  ...{ code, output: '', result: null, status: 'ok', error: null, startedAt: 1, durationMs: 1 },
  ...{ manner: { echo: false, keepsLocals: false }, calls: [], callsLeftOut: 0 },
});

describe('sessions', () => {
  test('one that is created has what was asked for, and defaults', async () => {
    const { sessions } = archive();
    const parent = await sessions.create({ origin: 'command' });
    const id = await sessions.create({ name: 'n', tags: ['a', 'b', 'a'], parent, holder: 'h', origin: 'kernel' });
    const { name, tags, parentId, status, holder, origin, createdAt } = await sessions.get(id);
    assert.deepEqual(
      { name, tags, parentId, status, holder, origin },
      {
        ...{ name: 'n', tags: ['a', 'b'], parentId: parent, status: 'active', holder: 'h', origin: 'kernel' },
      },
    );
    assert.ok(Math.abs(createdAt - Date.now()) < 60_000);
    assert.equal((await sessions.get(parent)).name, `session-${parent.slice(0, 8)}`);
    await assert.rejects(sessions.create({ parent: 'x', origin: 'script' }), fails('SESSION_NOT_FOUND'));
  });

  test('they are found by id, by name and by a beginning of the id', async () => {
    const { sessions } = archive();
    const older = await sessions.create({ name: 'work', origin: 'script' });
    const id = await sessions.create({ name: 'work', origin: 'script' });
    await sessions.change(older, () => ({ createdAt: 1 }));
    assert.equal((await sessions.find(older)).id, older);
    assert.equal((await sessions.find('work')).id, id);
    assert.equal((await sessions.find(older.slice(0, 8))).id, older);
    await assert.rejects(sessions.find(older.slice(0, 7)), fails('SESSION_NOT_FOUND'));
    await assert.rejects(sessions.find('wrok'), fails('SESSION_NOT_FOUND', /'wrok' \(did you mean 'work'\?\)/));
  });

  test('a beginning that two have is no name', async () => {
    const { sessions } = archive();
    const session = await sessions.get(await sessions.create({ origin: 'script' }));
    const store = await sessions.store();
    await store.create({ ...session, id: `${session.id.slice(0, 30)}zzzzzz` });
    await assert.rejects(sessions.find(session.id.slice(0, 20)), fails('SESSION_NOT_FOUND', /2 sessions/));
  });

  test('the status turns where it can', async () => {
    const { sessions } = archive();
    const id = await sessions.create({ origin: 'script' });
    assert.equal((await sessions.suspend(id)).status, 'suspended');
    assert.equal((await sessions.resume(id)).status, 'active');
    assert.equal((await sessions.suspend(id)).status, 'suspended');
    assert.equal((await sessions.complete(id)).status, 'completed');
    await assert.rejects(sessions.resume(id), fails('SESSION_STATUS', /is completed, and cannot become active/));
    await assert.rejects(sessions.suspend(id), fails('SESSION_STATUS'));
    await assert.rejects(sessions.suspend('nobody'), fails('SESSION_NOT_FOUND'));
  });

  test('to save tells when', async () => {
    const { sessions } = archive();
    const id = await sessions.create({ origin: 'script' });
    await sessions.change(id, () => ({ updatedAt: 5 }));
    assert.ok((await sessions.save(id)).updatedAt > 5);
  });

  test('tags come and go', async () => {
    const { sessions } = archive();
    const id = await sessions.create({ tags: ['a', 'b'], origin: 'script' });
    assert.deepEqual((await sessions.tag(id, ['b', 'c'], ['a'])).tags, ['b', 'c']);
  });

  test('steps are kept, counted and found', async () => {
    const { sessions } = archive();
    const id = await sessions.create({ origin: 'kernel' });
    await sessions.append(id, [step('local apple = 1'), step('print(pear)')]);
    assert.equal(await sessions.countSteps(id), 2);
    assert.deepEqual(
      (await sessions.steps(id, 2)).steps.map(({ code }) => code),
      ['print(pear)'],
    );
    assert.deepEqual(
      (await sessions.search('  app ')).map(({ number }) => number),
      [1],
    );
    await assert.rejects(sessions.append('nobody', [step('x')]), fails('SESSION_NOT_FOUND'));
    await assert.rejects(sessions.steps('nobody'), fails('SESSION_NOT_FOUND'));
  });

  test('one that is deleted has gone with all it had', async () => {
    const { sessions, artifacts } = archive();
    const id = await sessions.create({ origin: 'script' });
    await artifacts.store(id, { name: 'n', type: 't' }, Buffer.from('x'));
    await sessions.delete(id);
    await assert.rejects(sessions.get(id), fails('SESSION_NOT_FOUND'));
    await assert.rejects(sessions.delete(id), fails('SESSION_NOT_FOUND'));
    assert.deepEqual(await artifacts.list(id), []);
  });
});

describe('artifacts', () => {
  test('one comes back with what is known of it', async () => {
    const { sessions, artifacts } = archive();
    const session = await sessions.create({ origin: 'script' });
    const kept = await artifacts.store(session, { name: 'a.MD', type: 't', tags: ['x', 'x'] }, Buffer.from('# T'));
    const { artifact, content } = await artifacts.get(kept);
    assert.equal(Buffer.from(content).toString(), '# T');
    assert.deepEqual(artifact, kept);
    assert.deepEqual([kept.mimeType, kept.tags, kept.sequence, kept.version], ['text/markdown', ['x'], 1, 1]);
  });

  test('a content without a known ending is text or bytes', async () => {
    const { sessions, artifacts } = archive();
    const session = await sessions.create({ origin: 'script' });
    const typeOf = async (name: string, bytes: readonly number[]): Promise<string> =>
      (await artifacts.store(session, { name, type: 't' }, Uint8Array.from(bytes))).mimeType;
    assert.equal(await typeOf('x', [65]), 'text/plain');
    assert.equal(await typeOf('toString', [255]), 'application/octet-stream');
    assert.equal(await typeOf('x.constructor', [65]), 'text/plain');
  });

  test('another content under the same number is not it', async () => {
    const { sessions, artifacts } = archive();
    const session = await sessions.create({ origin: 'script' });
    const kept = await artifacts.store(session, { name: 'n', type: 't' }, Buffer.from('x'));
    await assert.rejects(artifacts.get({ ...kept, hash: '0' }), fails('ARTIFACT_NOT_FOUND'));
    await artifacts.delete(kept);
    await assert.rejects(artifacts.delete(kept), fails('ARTIFACT_NOT_FOUND'));
    await assert.rejects(artifacts.get(kept), fails('ARTIFACT_NOT_FOUND'));
  });

  test('a session has only so much room', async () => {
    const { sessions, artifacts } = archive(10);
    const session = await sessions.create({ origin: 'script' });
    await artifacts.store(session, { name: 'n', type: 't' }, Buffer.alloc(10));
    await assert.rejects(artifacts.store(session, { name: 'n', type: 't' }, Buffer.alloc(1)), fails('ARTIFACT_SPACE'));
  });
});
