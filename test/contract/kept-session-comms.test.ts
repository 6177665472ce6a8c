// The comm targets of kept sessions and artifacts: what a client of a kernel can find, keep, move and delete.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fromTagged, toTagged } from '../../src/base/tagged-json.js';
import { callTarget } from '../../src/client/call-target.js';
import { KernelClient } from '../../src/client/kernel-client.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import { COMM_TARGETS } from '../../src/protocol/vendor.js';
import { EventBus } from '../../src/services/events/event-bus.js';
import { TEST_KEY, TestKernel, TRANSPORTS } from '../support/test-kernel.js';

type Fields = Readonly<Record<string, unknown>>;
type Call = (method: string, params?: JsonObject) => Promise<Fields>;

async function open(
  t: TestContext,
  events = new EventBus(),
): Promise<{ session: Call; artifact: Call; client: KernelClient }> {
  const transport = await TRANSPORTS['memory']!();
  const records = { holder: async () => '1 test', outputBytes: 1000, tend: async () => undefined };
  new TestKernel(t, transport, { records, events });
  const client = new KernelClient({ transport: await transport.connect(), key: TEST_KEY });
  t.after(() => client.dispose());
  const on =
    (target: string): Call =>
    async (method, params = {}) =>
      fromTagged(await callTarget(client.comms, target, method, params)) as Fields;
  return { session: on(COMM_TARGETS.session), artifact: on(COMM_TARGETS.artifact), client };
}

const fails = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
const namesOf = (sessions: unknown): readonly unknown[] => (sessions as readonly Fields[]).map(({ name }) => name);

test('what a session of the kernel has run is shown and found, beside the sessions that run', async (t) => {
  const { session, client } = await open(t);
  await client.execute('print("apple")').done;
  await client.execute('error("pear")').done;
  const { sessions } = (await session('kept')) as { sessions: readonly Fields[] };
  assert.deepEqual(namesOf(sessions), ['main']);
  const shown = (await session('show', { name: 'main', from: 2 })) as { steps: readonly Fields[] };
  assert.deepEqual(
    shown.steps.map(({ number, code, status }) => [number, code, status]),
    [[2, 'error("pear")', 'error']],
  );
  const found = (await session('search', { text: 'app', session: 'main' })) as { steps: readonly Fields[] };
  assert.deepEqual(
    found.steps.map(({ number, output }) => [number, output]),
    [[1, 'apple\n']],
  );
  assert.deepEqual(namesOf((await session('list'))['sessions']), ['main']);
});

test('sessions are made, listed by what they are, and deleted', async (t) => {
  const { session } = await open(t);
  const { id } = await session('create', { name: 'work', description: 'd', tags: ['a', 'b'] });
  await session('create', { name: 'other' });
  assert.deepEqual(namesOf((await session('kept', { tags: ['b'] }))['sessions']), ['work']);
  assert.deepEqual(namesOf((await session('kept', { status: 'completed' }))['sessions']), []);
  assert.deepEqual(await session('delete', { name: 'work' }), { id });
  assert.deepEqual(namesOf((await session('kept'))['sessions']), ['other']);
  await assert.rejects(session('show', { name: 'work' }), fails('SESSION_NOT_FOUND'));
  await assert.rejects(session('kept', { status: 'ended' }), fails('MESSAGE_CONTENT'));
});

test('events tell what clients do with sessions and artifacts', async (t) => {
  const events = new EventBus();
  const { session, artifact } = await open(t, events);
  const told = events.subscribe('*');
  const { id } = (await session('create', { name: 'work' })) as { id: string };
  const put = await artifact('put', { session: id, name: 'n.md', type: 'own', content: 'x' });
  await artifact('delete', { session: id, sequence: 1 });
  const { document } = (await session('export', { name: 'work' })) as { document: string };
  await session('delete', { name: 'work' });
  await session('import', { document });
  const { events: seen } = await told.receive(0, 9, new AbortController().signal);
  const { content_hash } = (put['metadata'] as Fields)['id'] as Fields;
  const stored = { session_id: id, sequence: 1, content_hash, artifact_type: 'own', name: 'n.md' };
  assert.deepEqual(
    seen.map(({ type, data }) => [type, data]),
    [
      ['session.created', { session_id: id, name: 'work' }],
      ['artifact.stored', stored],
      ['artifact.deleted', { session_id: id, sequence: 1 }],
      ['session.deleted', { session_id: id }],
      ['session.imported', { session_id: id }],
    ],
  );
});

test('artifacts are put, found, given back byte by byte, and deleted', async (t) => {
  const { session, artifact } = await open(t);
  const { id } = (await session('create', { name: 'work' })) as { id: string };
  const content = Uint8Array.from([0, 255, 1]);
  const draft = { session: id, name: 'a.png', tags: ['x'], custom: toTagged({ n: 1 }) };
  const put = (await artifact('put', { ...draft, content: toTagged(content) })) as { metadata: Fields };
  assert.deepEqual([put.metadata['mime_type'], put.metadata['artifact_type']], ['image/png', 'user_input']);
  await artifact('put', { session: id, name: 'note.md', type: 'agent_output', content: '# é' });
  const query = async (params: JsonObject): Promise<readonly unknown[]> =>
    namesOf((await artifact('query', params))['artifacts']);
  assert.deepEqual(await query({ session: id }), ['a.png', 'note.md']);
  assert.deepEqual(namesOf((await artifact('list', { session: id }))['artifacts']), ['a.png', 'note.md']);
  assert.deepEqual(await query({ type: 'agent_output' }), ['note.md']);
  assert.deepEqual(await query({ namePattern: '*.png', tags: ['x'] }), ['a.png']);
  const got = await artifact('get', { session: id, sequence: 1 });
  assert.deepEqual([...(got['content'] as Uint8Array)], [...content]);
  assert.deepEqual((got['metadata'] as Fields)['custom'], { n: 1 });
  assert.equal(
    Buffer.from((await artifact('get', { session: id, sequence: 2 }))['content'] as Uint8Array).toString(),
    '# é',
  );
  await artifact('delete', { session: id, sequence: 1 });
  assert.deepEqual(await query({ session: id }), ['note.md']);
  await assert.rejects(artifact('get', { session: id, sequence: 1 }), fails('ARTIFACT_NOT_FOUND'));
  await assert.rejects(artifact('put', { session: id, name: '', content: 'x' }), fails('MESSAGE_CONTENT'));
});

test('a session goes from one kernel to another', async (t) => {
  const [from, to] = [await open(t), await open(t)];
  await from.client.execute('print("moved")').done;
  const { sessions } = (await from.session('kept')) as { sessions: readonly [Fields] };
  const [{ id }] = sessions;
  await from.artifact('put', { session: id as string, name: 'n', content: 'with it' });
  const { document } = (await from.session('export', { name: 'main' })) as { document: string };
  assert.deepEqual(await to.session('import', { document }), { id });
  const shown = (await to.session('show', { name: id as string })) as { steps: readonly Fields[]; artifacts: unknown };
  assert.deepEqual([shown.steps[0]!['output'], namesOf(shown.artifacts)], ['moved\n', ['n']]);
  await assert.rejects(to.session('import', { document }), fails('SESSION_EXISTS'));
  assert.notEqual((await to.session('import', { document, copy: true }))['id'], id);
  await assert.rejects(to.session('import', { document: '{}' }), fails('SESSION_DOCUMENT'));
});
