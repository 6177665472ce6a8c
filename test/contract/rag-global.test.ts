// `RAG` as scripts call it, with the services behind it, and a server for embeddings that does as it is told.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import { silentLogger } from '../../src/base/log.js';
import type { CallContext, Value } from '../../src/base/values.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import type { Services } from '../../src/services/services.js';
import { MemoryStateStore } from '../../src/services/stores/memory-state-store.js';
import { json, startModelServer } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';
import { pdfOf } from '../support/pdf.js';
import { tempFolder } from '../support/temp-folder.js';

type Table = Readonly<Record<string, Value>>;

const folder = tempFolder();
let homes = 0;
let server: ModelServer;
const opened: Services[] = [];
before(async () => void (server = await startModelServer()));
after(async () => {
  for (const services of opened) await services.dispose();
  await server.close();
});

interface Script {
  readonly call: (name: string, ...args: Value[]) => Promise<Table>;
  readonly find: (query: string, options?: Table) => Promise<readonly Table[]>;
  readonly ids: (query: string, options?: Table) => Promise<readonly Value[]>;
  readonly services: Services;
}

async function open(environment: Readonly<Record<string, string>> = {}, home = `home${++homes}`): Promise<Script> {
  const homeDirectory = join(folder.path, home);
  const config = await loadConfig({ environment, homeDirectory, workingDirectory: folder.path });
  const grant = createGrant(folder.path, { denyAll: true, read: [join(folder.path, 'files')] }, config.permissions);
  const services = createServices({
    config,
    grant,
    workingDirectory: folder.path,
    logger: silentLogger,
    state: new MemoryStateStore(),
  });
  opened.push(services);
  const methods = createHostMethods(services);
  const context = {
    runId: 'run-1',
    workingDirectory: folder.path,
    signal: new AbortController().signal,
  } as unknown as CallContext;
  const call: Script['call'] = async (name, ...args) => (await methods[`rag.${name}`]!(args, context)) as Table;
  const find: Script['find'] = async (query, options) =>
    (await call('search', query, options))['results'] as readonly Table[];
  return { call, find, ids: async (query, options) => (await find(query, options)).map(({ id }) => id), services };
}

const refused = (category: string | undefined, pattern: RegExp) => (error: unknown) =>
  error instanceof SpellError && error.category === category && pattern.test(error.message) && Boolean(error.help);

describe('RAG.ingest and RAG.search', () => {
  test('what is taken in is found, with score, place and label', async () => {
    const { call, find } = await open();
    const documents = [
      { id: 'tea', content: 'The kettle is on the second shelf.', metadata: { room: 'kitchen' } },
      { id: 'sea', text: 'Ships cross the ocean at night.', metadata: { timestamp: '2024-05-01T00:00:00Z' } },
    ];
    assert.deepEqual(await call('ingest', documents), {
      success: true,
      documents_processed: 2,
      documents_unchanged: 0,
      chunks_created: 2,
      vectors_created: 2,
      total_tokens: 17,
    });
    const [first] = (await find('where is the kettle?')) as [Table];
    assert.equal(first['id'], 'tea');
    assert.equal(first['content'], 'The kettle is on the second shelf.');
    assert.equal(first['text'], first['content']);
    assert.equal(first['score'], 1);
    assert.ok((first['similarity'] as number) > 0.2);
    assert.deepEqual(first['metadata'], { room: 'kitchen' });
    assert.equal(first['embedder'], 'offline/hash-256');
    assert.equal((await find('ocean'))[0]?.['timestamp'], '2024-05-01T00:00:00.000Z');
    assert.equal((await call('search', 'kettle', { k: 1 }))['total'], 1);
    assert.equal((await call('search', { query: 'kettle', top_k: 1 }))['total'], 1);
  });

  test('the same again changes nothing; another content takes the place of the old', async () => {
    const { call, ids } = await open();
    const documents = [{ id: 'a', content: 'alpha' }, { content: 'without an id' }, { content: 'without an id' }];
    await call('ingest', documents);
    const before = await call('get_stats', 'global');
    assert.equal(before['documents'], 2);
    const again = await call('ingest', documents);
    assert.deepEqual([again['documents_processed'], again['documents_unchanged'], again['vectors_created']], [3, 3, 0]);
    assert.deepEqual(await call('get_stats', 'global'), before);
    await call('ingest', { id: 'a', content: 'beta' });
    assert.deepEqual(await ids('alpha', { mode: 'text' }), []);
    assert.deepEqual(await ids('beta', { mode: 'text' }), ['a']);
    await call('ingest', { id: 'a', content: 'beta', metadata: { x: 1 } });
    assert.deepEqual(await ids('beta', { mode: 'text', metadata_filter: { x: 1 } }), ['a']);
  });

  test('the order of fields of metadata means nothing, their values do', async () => {
    const { call } = await open();
    const unchanged = async (metadata: Value): Promise<Value> => {
      return (await call('ingest', { id: 'a', content: 'alpha', metadata }))['documents_unchanged'];
    };
    assert.equal(await unchanged({ x: 1, y: { p: 1, q: 2 } }), 0);
    assert.equal(await unchanged({ y: { q: 2, p: 1 }, x: 1 }), 1);
    assert.equal(await unchanged({ y: { q: 1, p: 1 }, x: 1 }), 0);
  });

  test('tenants, sessions and scopes see only what is theirs', async () => {
    const { call, ids } = await open();
    const places: Table[] = [
      {},
      { tenant_id: 'acme' },
      { tenant_id: 'globex' },
      { tenant_id: 'acme', scope: 'session', scope_id: 's1' },
      { scope: 'session', scope_id: 's1' },
      { scope: 'notes' },
      { scope: 'notes', scope_id: 'acme' },
      { scope: 'tenant', scope_id: 'acme/session:s1' },
      { scope: 'tenant', scope_id: 'acme%2Fsession' },
    ];
    for (const [at, place] of places.entries()) await call('ingest', { id: `d${at}`, content: `kettle ${at}` }, place);
    for (const [at, place] of places.entries())
      assert.deepEqual(await ids('kettle', place), [`d${at}`], JSON.stringify(place));
    assert.deepEqual(await ids('kettle', { scope: 'tenant', scope_id: 'acme' }), ['d1']);
    assert.deepEqual(await ids('kettle', { scope: 'tenant:acme' }), ['d1']);
    assert.equal(await call('cleanup_scope', 'session', 's1'), 1);
    assert.deepEqual(await ids('kettle', places[4]), []);
    assert.deepEqual(await ids('kettle', places[3]), ['d3']);
    assert.equal(await call('cleanup_scope', 'tenant:acme'), 1);
    assert.equal(await call('cleanup_scope', { scope: 'notes' }), 1);
    assert.deepEqual(await ids('kettle', places[6]), ['d6']);
  });

  test('filters go by metadata', async () => {
    const { call, ids } = await open();
    const documents = [
      { id: 'a', content: 'kettle one', metadata: { year: 2020, tags: ['hot', 'old'], by: { name: 'Ada' } } },
      { id: 'b', content: 'kettle two', metadata: { year: 2022, tags: ['new'], by: { name: 'Bob' } } },
      { id: 'c', content: 'kettle three' },
    ];
    await call('ingest', documents);
    const found = async (filter: Table): Promise<Value> =>
      [...(await ids('kettle', { metadata_filter: filter }))].sort();
    assert.deepEqual(await found({ year: 2020 }), ['a']);
    assert.deepEqual(await found({ year: [2020, 2022] }), ['a', 'b']);
    assert.deepEqual(await found({ year: { gte: 2021, lt: 2023 } }), ['b']);
    assert.deepEqual(await found({ year: { ne: 2020 } }), ['b', 'c']);
    assert.deepEqual(await found({ tags: 'hot' }), ['a']);
    assert.deepEqual(await found({ 'by.name': { contains: 'o' } }), ['b']);
    assert.deepEqual(await found({ year: '2020' }), []);
    assert.deepEqual(await found({}), ['a', 'b', 'c']);
    assert.deepEqual(await ids('kettle', { filters: { year: 2022 } }), ['b']);
    await assert.rejects(found({ year: { like: 1 } }), refused('RAG search failed', /no operator 'like'/));
  });

  test('documents go when their time is over', async () => {
    const { call, ids } = await open();
    await call('ingest', [
      { id: 'short', content: 'kettle one', metadata: { ttl: 0.001 } },
      { id: 'long', content: 'kettle two', metadata: { expires_in: 60 } },
    ]);
    assert.deepEqual(await call('create_session_collection', 's1', 1), {
      session_id: 's1',
      namespace: 'session_s1',
      ttl: 1,
      created: true,
    });
    assert.deepEqual(await call('configure_session', { session_id: 's1', vector_ttl: 0.001 }), {
      session_id: 's1',
      vector_ttl: 0.001,
      configured: true,
    });
    await call('ingest', { id: 's', content: 'kettle' }, { scope: 'session', scope_id: 's1' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(await ids('kettle'), ['long']);
    assert.deepEqual(await ids('kettle', { scope: 'session', scope_id: 's1' }), []);
  });

  test('reads files that it may read, by what they are', async () => {
    const { call, find } = await open();
    const bytes = pdfOf(['The quarterly report mentions penguins.', 'Second page about glaciers.']);
    folder.file('files/report.pdf', bytes);
    folder.file(
      'files/page.html',
      '<html><head><title>Harbour</title><script>secret()</script></head><body><p>Lighthouse</p></body></html>',
    );
    folder.file('files/table.csv', 'city,height\nOslo,23\nRome,21\n');
    folder.file('files/list.json', '[{"animal":"walrus"},{"animal":"otter"}]');
    folder.file('outside.txt', 'secret kettle');
    const paths = ['report.pdf', 'page.html', 'table.csv', 'list.json'].map((name) => ({ path: `files/${name}` }));
    const done = await call('ingest', paths);
    assert.equal(done['documents_processed'], 4);
    assert.equal((await find('glaciers'))[0]?.['id'], 'files/report.pdf');
    assert.match((await find('lighthouse'))[0]?.['content'] as string, /^Harbour\s+Lighthouse$/);
    assert.match((await find('Oslo'))[0]?.['content'] as string, /city: Oslo; height: 23/);
    assert.deepEqual((await find('walrus'))[0]?.['metadata'], { source: 'files/list.json' });
    await assert.rejects(call('ingest', { path: 'outside.txt' }), refused('RAG ingest failed', /outside\.txt/));
    await assert.rejects(call('ingest', { path: 'files/none.txt' }), refused('RAG ingest failed', /no such file/));
    await call('ingest', { id: 'bytes', content: bytes });
    assert.equal((await find('penguins', { mode: 'text' })).length, 1, 'the same text is given once');
  });

  test('says what is wrong with documents and options', async () => {
    const { call } = await open();
    const ingests: readonly [Value, Value, RegExp][] = [
      [undefined, undefined, /nil without content/],
      [{}, undefined, /without content/],
      ['text', undefined, /a string without content/],
      [{ id: 'x' }, undefined, /has no content/],
      [{ content: 5 }, undefined, /has no content: a number/],
      [{ content: '' }, undefined, /is empty/],
      [{ content: '  \n ' }, undefined, /holds no text/],
      [{ content: new Uint8Array([0xff, 0, 1]) }, undefined, /is no UTF-8 text/],
      [{ content: new Uint8Array(Buffer.from('%PDF-1.4 broken')) }, undefined, /is no PDF/],
      [{ content: 'x', id: true }, undefined, /its id is a boolean/],
      [{ content: 'x', metadata: 'm' }, undefined, /metadata/],
      [{ content: 'x', metadata: { ttl: -1 } }, undefined, /seconds above 0/],
      [{ content: 'x' }, { scope: 'session' }, /needs a scope_id/],
      [{ content: 'x' }, { tenant_id: '' }, /tenant_id is empty/],
      [{ content: 'x' }, { provider: 'nobody' }, /nobody/],
      [{ content: 'x' }, { chunking: { chunk_size: 4 } }, /from 16 to 8192/],
      [{ content: 'x' }, { chunking: { chunk_size: 16, overlap: 16 } }, /leaves nothing/],
      [{ content: 'x' }, { chunking: { strategy: 'senntence' } }, /did you mean 'sentence'/],
      [{ content: 'x'.repeat(11 * 2 ** 20) }, undefined, /larger than 10 MiB/],
    ];
    for (const [documents, options, pattern] of ingests) {
      await assert.rejects(call('ingest', documents, options), refused('RAG ingest failed', pattern), String(pattern));
    }
    const searches: readonly [Value, Value, RegExp][] = [
      ['x', { top_k: 0 }, /k must be a positive integer/],
      ['x', { k: -1 }, /k must be a positive integer/],
      ['x', { top_k: '5' }, /k must be a positive integer/],
      ['x', { top_k: 1e9 }, /1000 is the most/],
      ['x', { metadata_filter: 'x' }, /metadata_filter is a string/],
      ['x', { threshold: 'x' }, /threshold/],
      ['x', { mode: 'magic' }, /mode/],
      [{ top_k: 3 }, undefined, /no query/],
      [5, undefined, /string expected, got number/],
    ];
    for (const [query, options, pattern] of searches) {
      await assert.rejects(call('search', query, options), refused('RAG search failed', pattern), String(pattern));
    }
  });

  test('counts what a scope holds and what was done', async () => {
    const { call, find } = await open();
    await call('ingest', { content: 'kettle' }, { tenant_id: 'acme' });
    await find('kettle', { tenant_id: 'acme' });
    const { total_storage_bytes: bytes, ...rest } = await call('get_stats', 'tenant', 'acme');
    assert.ok((bytes as number) > 1000);
    assert.deepEqual(rest, {
      total_vectors: 1,
      documents: 1,
      chunks: 1,
      tokens: 2,
      embedders: { 'offline/hash-256': 1 },
      embeddings_generated: 1,
      embedding_tokens: 2,
      searches_performed: 1,
    });
    assert.deepEqual(await call('list_providers'), ['offline']);
    assert.equal(await call('configure', {}), undefined);
    assert.equal(await call('save'), undefined);
  });
});

describe('embeddings by a provider', () => {
  const withServer = (home?: string): Promise<Script> =>
    open(
      {
        LLMSPELL_PROVIDER_EMB_BASE_URL: server.baseUrl,
        LLMSPELL_PROVIDER_EMB_RETRIES: '0',
        LLMSPELL_RAG_EMBEDDER: 'emb',
        LLMSPELL_RAG_MODEL: 'tiny',
        EMB_API_KEY: 'sk-hidden',
      },
      home,
    );

  /** Vectors of three numbers, by what the texts speak of. */
  const embedding: Responder = (response, request) => {
    const { input } = request.body as unknown as { readonly input: readonly string[] };
    const vectors = input.map((text) => [/kettle|tea/.test(text) ? 1 : 0, /ship|boat/.test(text) ? 1 : 0, 0.1]);
    const data = vectors.map((vector, index) => ({ index, embedding: vector })).reverse();
    return json(200, { data, usage: { prompt_tokens: 5 } })(response, request);
  };

  test('asks the server in batches, and nothing twice', async () => {
    server.respondWith(embedding);
    const { call, find, services } = await withServer();
    const from = server.requests.length;
    const documents = Array.from({ length: 70 }, (_, at) => ({
      id: `d${at}`,
      content: at === 3 ? 'a boat' : `tea ${at}`,
    }));
    await call('ingest', documents);
    const asked = server.requests.slice(from);
    assert.deepEqual(new Set(asked.map(({ path }) => path)), new Set(['/v1/embeddings']));
    assert.equal(asked[0]?.authorization, 'Bearer sk-hidden');
    assert.ok(asked.length <= 4, `${asked.length} requests`);
    const [first] = await find('ship', { top_k: 1 });
    assert.deepEqual([first?.['id'], first?.['embedder']], ['d3', 'emb/tiny']);
    const many = server.requests.length;
    await call('ingest', [{ id: 'copy', content: 'a boat' }]);
    assert.equal(server.requests.length, many, 'the text was embedded before');
    assert.equal(services.providers.usage.ofProvider('emb').inputTokens, 5 * (asked.length + 1));
  });

  test('what was stored before the server failed stays, and the next try goes on', async () => {
    server.respondWith(embedding, json(500, { error: { message: 'out of order' } }));
    const { call } = await withServer();
    const documents = Array.from({ length: 100 }, (_, at) => ({ id: `d${at}`, content: `tea ${at}` }));
    await assert.rejects(call('ingest', documents), refused('RAG ingest failed', /out of order/));
    const kept = (await call('get_stats', 'global'))['documents'] as number;
    assert.ok(kept > 0 && kept < 100, String(kept));
    server.respondWith(embedding);
    const done = await call('ingest', documents);
    assert.deepEqual([done['documents_processed'], done['documents_unchanged']], [100, kept]);
  });

  test('vectors of two embedders are searched each by its own', async () => {
    server.respondWith(embedding);
    const { call, ids } = await withServer();
    await call('ingest', { id: 'a', content: 'tea in the kettle' });
    await call('ingest', { id: 'b', content: 'a kettle of tea' }, { provider: 'offline' });
    assert.deepEqual([...(await ids('kettle', { mode: 'vector' }))].sort(), ['a', 'b']);
  });

  test('what is embedded anew keeps its time, and no server is asked for what has no text', async () => {
    server.respondWith(embedding);
    const { find, services } = await withServer();
    const { store } = services.retrieval;
    const chunks = [' \n', 'tea'].map((text, start) => ({
      text,
      start,
      hash: text,
      vector: new Float32Array([1, start]),
    }));
    const rest = { fingerprint: 'f', metadata: {}, tokens: 1, embedder: 'other', chunks };
    await store.put('global', { id: 'ever', ...rest });
    await store.put('global', { id: 'hour', ...rest, ttlMs: 3_600_000 });
    await store.setTtl('global', 1);
    const from = server.requests.length;
    assert.deepEqual(await services.retrieval.reindex('global', 0, new AbortController().signal), {
      ids: ['ever', 'hour'],
      after: undefined,
    });
    const asked = server.requests.slice(from).map(({ body }) => (body as { input: readonly string[] }).input);
    assert.deepEqual(asked, [['tea']]);
    const [ever, hour] = await store.documents('global', 0, 9);
    assert.equal(ever?.expiresAt, undefined);
    assert.ok(hour!.expiresAt! > Date.now() + 3_000_000);
    assert.deepEqual(await find(' '), []);
    assert.equal(server.requests.length, from + 1);
  });

  test('answers that are none are refused', async () => {
    const { call } = await withServer();
    server.respondWith(json(200, { data: [] }));
    await assert.rejects(call('ingest', { content: 'x' }), refused('RAG ingest failed', /answered with 0 vectors/));
    server.respondWith(json(200, 'no JSON'));
    await assert.rejects(call('ingest', { content: 'x' }), refused('RAG ingest failed', /cannot be understood/));
    server.respondWith(json(401, { error: { message: 'bad key sk-hidden' } }));
    await assert.rejects(call('ingest', { content: 'x' }), (error) => !String(error).includes('sk-hidden'));
    await assert.rejects(
      call('ingest', { content: 'x' }, { provider: 'anthropic' }),
      refused('RAG ingest failed', /anthropic/),
    );
  });
});
