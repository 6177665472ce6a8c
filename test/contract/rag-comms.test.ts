// The comm target `llmspell.rag`: what a client of a kernel can take in and find; and calls of targets that are cancelled.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { toTagged } from '../../src/base/tagged-json.js';
import { callTarget } from '../../src/client/call-target.js';
import { KernelClient } from '../../src/client/kernel-client.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import { COMM_TARGETS } from '../../src/protocol/vendor.js';
import { pdfOf } from '../support/pdf.js';
import { TEST_KEY, TestKernel, TRANSPORTS } from '../support/test-kernel.js';

type Fields = Readonly<Record<string, unknown>>;
type Call = (method: string, params?: JsonObject) => Promise<Fields>;

async function open(t: TestContext): Promise<{ rag: Call; kernel: TestKernel; client: KernelClient }> {
  const transport = await TRANSPORTS['memory']!();
  const kernel = new TestKernel(t, transport);
  const client = new KernelClient({ transport: await transport.connect(), key: TEST_KEY });
  t.after(() => client.dispose());
  const rag: Call = async (method, params = {}) =>
    (await callTarget(client.comms, COMM_TARGETS.rag, method, params)) as JsonObject;
  return { rag, kernel, client };
}

const fails = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
const idsOf = (found: unknown): readonly unknown[] => (found as readonly Fields[]).map(({ id }) => id);

test('documents are taken in, found, counted, read and forgotten', async (t) => {
  const { rag, kernel } = await open(t);
  const embedder = 'offline/hash-256';
  assert.deepEqual(await rag('scopes'), { scopes: [], embedder });
  const documents = [
    { id: 'tea', content: 'The kettle boils.', metadata: { room: 'kitchen', $size: 2 } },
    { id: 'zoo', content: toTagged(pdfOf(['Penguins live in the south.'])), kind: 'pdf' },
    { id: 'bad', content: toTagged(new Uint8Array([0xff, 0xfe])) },
  ];
  const taken = await rag('ingest', { documents });
  const outcomes = taken['documents'] as readonly Fields[];
  const [tea, zoo, bad] = documents.map((each) => outcomes.find(({ id }) => id === each.id));
  assert.deepEqual(tea, { id: 'tea', status: 'stored', chunks: 1 });
  assert.equal(zoo?.['status'], 'stored');
  assert.deepEqual([bad?.['status'], (bad?.['error'] as Fields)['code']], ['refused', 'RAG_DOCUMENT']);
  assert.equal(taken['error'], undefined);
  const again = await rag('ingest', { documents: documents.slice(0, 1) });
  assert.deepEqual(again['documents'], [{ id: 'tea', status: 'unchanged' }]);

  const { results } = (await rag('search', { query: 'kettle', limit: 1 })) as { readonly results: readonly Fields[] };
  assert.equal(results.length, 1);
  const { score, similarity, timestamp, ...rest } = results[0]!;
  const metadata = { room: 'kitchen', $size: 2 };
  assert.deepEqual(rest, { id: 'tea', content: 'The kettle boils.', chunk: 1, metadata, embedder });
  assert.ok(score === 1 && Number(similarity) > 0 && !Number.isNaN(Date.parse(String(timestamp))));
  assert.deepEqual(idsOf((await rag('search', { query: 'kettle', filter: { room: 'attic' } }))['results']), []);
  assert.deepEqual(idsOf((await rag('search', { query: 'penguins', mode: 'text' }))['results']), ['zoo']);

  await assert.rejects(rag('search', { query: 'kettle', limit: 1e6 }), fails('RAG_OPTION'));

  const stats = await rag('stats');
  assert.deepEqual([stats['documents'], (stats['usage'] as Fields)['searches']], [2, 3]);
  assert.deepEqual(await rag('scopes'), { scopes: ['global'], embedder });
  const first = (await rag('documents'))['documents'] as readonly Fields[];
  assert.deepEqual(idsOf(first), ['tea', 'zoo']);
  assert.equal(first[0]?.['content'], 'The kettle boils.');
  const more = await rag('documents', { after: first[0]['number'] as number });
  assert.deepEqual(idsOf(more['documents']), ['zoo']);
  assert.deepEqual(await rag('index'), { ids: [] });
  assert.deepEqual(await rag('tidy'), {});
  assert.ok(Number((await rag('clear'))['chunks']) >= 2);
  assert.deepEqual((await rag('documents'))['documents'], []);
  kernel.assertNoDefects();
});

test('scopes are apart', async (t) => {
  const { rag } = await open(t);
  await rag('ingest', { scope: 'tenant:acme', documents: [{ id: 'a', content: 'a kettle' }] });
  assert.deepEqual((await rag('search', { query: 'kettle' }))['results'], []);
  assert.deepEqual(idsOf((await rag('search', { query: 'kettle', scope: 'tenant:acme' }))['results']), ['a']);
  await rag('clear');
  assert.equal((await rag('stats', { scope: 'tenant:acme' }))['documents'], 1);
});

test('what is no request is refused', async (t) => {
  const { rag, kernel } = await open(t);
  const faulty: readonly (readonly [string, JsonObject])[] = [
    ['ingest', {}],
    ['ingest', { documents: [{ id: '', content: 'x' }] }],
    ['ingest', { documents: [{ id: 'x', content: 7 }] }],
    ['ingest', { documents: [{ id: 'x', content: 'x', kind: 'film' }] }],
    ['search', {}],
    ['search', { query: 'x', mode: 'guess' }],
    ['stats', { scope: '' }],
    ['documents', { after: -1 }],
  ];
  for (const [method, params] of faulty) {
    await assert.rejects(rag(method, params), fails('MESSAGE_CONTENT'), `${method} ${JSON.stringify(params)}`);
  }
  await assert.rejects(rag('forget'), fails('MESSAGE_UNKNOWN'));
  kernel.assertNoDefects();
});

test('a call that waits ends when who has asked says so', async (t) => {
  const { client, kernel } = await open(t);
  const { id } = (await callTarget(client.comms, COMM_TARGETS.event, 'subscribe', {
    pattern: 'never.*',
  })) as JsonObject;
  const ended = new AbortController();
  const waiting = callTarget(
    client.comms,
    COMM_TARGETS.event,
    'receive',
    { id: id!, timeoutMs: 600_000 },
    ended.signal,
  );
  ended.abort();
  await assert.rejects(waiting, fails('INTERRUPTED'));
  await assert.rejects(
    callTarget(client.comms, COMM_TARGETS.event, 'receive', { id: id!, timeoutMs: 600_000 }, AbortSignal.abort()),
    fails('INTERRUPTED'),
  );
  const none = await callTarget(client.comms, COMM_TARGETS.event, 'cancel', { id: 'nothing' });
  assert.deepEqual(none, { cancelled: false });
  kernel.assertNoDefects();
});

test('a call that waits ends with the kernel', async (t) => {
  const { client, kernel } = await open(t);
  const { id } = (await callTarget(client.comms, COMM_TARGETS.event, 'subscribe', {
    pattern: 'never.*',
  })) as JsonObject;
  const params = { id: id!, timeoutMs: 600_000 };
  const waiting = assert.rejects(
    callTarget(client.comms, COMM_TARGETS.event, 'receive', params),
    fails('KERNEL_ENDING'),
  );
  // Answers come in order of their requests: this one behind the other's beginning.
  await callTarget(client.comms, COMM_TARGETS.event, 'cancel', { id: 'nothing' });
  await kernel.kernel.shutdown('shutdown');
  await waiting;
  kernel.assertNoDefects();
});
