// What every store of documents does, on both; and what several processes and a damaged file do to the one in a file.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { SpellError } from '../../src/base/errors.js';
import { hashEmbedding } from '../../src/services/retrieval/hash-embedding.js';
import { queryWords } from '../../src/services/retrieval/words.js';
import { lazyVectorStore } from '../../src/services/stores/lazy-vector-store.js';
import { MemoryVectorStore } from '../../src/services/stores/memory-vector-store.js';
import { SqliteVectorStore } from '../../src/services/stores/sqlite-vector-store.js';
import type { DocumentInput, VectorStore } from '../../src/services/stores/vector-store.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let directories = 0;
const newDirectory = (): string => join(folder.path, String((directories += 1)));

const STORES: Readonly<Record<string, () => Promise<VectorStore>>> = {
  MemoryVectorStore: async () => new MemoryVectorStore(),
  SqliteVectorStore: () => SqliteVectorStore.open(newDirectory()),
  lazyVectorStore: async () => lazyVectorStore(() => SqliteVectorStore.open(newDirectory())),
};

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SpellError && error.code === code && Boolean(error.help);

function document(id: string, texts: readonly string[], more: Partial<DocumentInput> = {}): DocumentInput {
  let start = 0;
  const chunks = texts.map((text) => {
    const chunk = { text, start, hash: `hash of ${text}`, vector: hashEmbedding(text) };
    start += text.length;
    return chunk;
  });
  return { id, fingerprint: `of ${id}`, metadata: {}, tokens: 7, embedder: 'test', chunks, ...more };
}

const LIMITS = { limit: 10 };

for (const [name, open] of Object.entries(STORES)) {
  describe(name, () => {
    let store: VectorStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.dispose());

    const idsOf = async (space: string, hits: readonly { readonly chunk: number }[]): Promise<readonly string[]> => {
      const chunks = await store.chunks(space, hits.map(({ chunk }) => chunk)); // prettier-ignore
      return chunks.map((chunk) => chunk.document.id);
    };
    const byText = async (space: string, query: string, among?: readonly number[]): Promise<readonly string[]> =>
      idsOf(space, await store.searchText(space, queryWords(query), { ...LIMITS, among }));
    const byVector = async (space: string, query: string, among?: readonly number[]): Promise<readonly string[]> =>
      idsOf(space, await store.searchVectors(space, 'test', hashEmbedding(query)!, { ...LIMITS, among }));

    test('finds pieces by their words, the rarer the word the better', async () => {
      await store.put('a', document('tea', ['the green kettle boils', 'cups and saucers']));
      await store.put('a', document('cups', ['green cups', 'green plates']));
      assert.deepEqual(await byText('a', 'green kettle'), ['tea', 'cups', 'cups']);
      assert.deepEqual(await byText('a', 'zebra'), []);
      assert.deepEqual(await byText('a', ''), []);
    });

    test('finds pieces by nearness of vectors of the same embedder', async () => {
      await store.put('a', document('tea', ['the kettle boils water for tea']));
      await store.put('a', document('sea', ['ships cross the ocean']));
      await store.put('a', document('other', ['the kettle boils water for tea'], { embedder: 'another' }));
      assert.deepEqual(await byVector('a', 'a kettle of boiling water'), ['tea', 'sea']);
      assert.deepEqual(await store.embedders('a'), ['another', 'test']);
      const [best] = await store.searchVectors('a', 'test', hashEmbedding('ships cross the ocean')!, LIMITS);
      assert.ok(Math.abs(best!.score - 1) < 1e-6);
    });

    test('puts a document in place of the one with its id, and keeps when it first came', async () => {
      await store.put('a', document('x', ['alpha one', 'alpha two']));
      const [first] = await store.documents('a', 0, 10);
      await store.put('a', document('x', ['beta'], { fingerprint: 'new', metadata: { rank: 2 } }));
      assert.deepEqual(await byText('a', 'alpha'), []);
      assert.deepEqual(await byText('a', 'beta'), ['x']);
      assert.deepEqual(await store.fingerprints('a', ['x', 'y']), new Map([['x', 'new']]));
      const documents = await store.documents('a', 0, 10);
      assert.deepEqual(documents.map(({ id, metadata }) => [id, metadata]), [['x', { rank: 2 }]]); // prettier-ignore
      assert.equal(documents[0]!.createdAt, first!.createdAt);
      assert.equal((await store.stats('a')).vectors, 1);
    });

    test('searches only among the documents that count', async () => {
      for (const id of ['a', 'b', 'c']) await store.put('s', document(id, [`kettle ${id}`]));
      const documents = await store.documents('s', 0, 10);
      const among = documents.filter(({ id }) => id !== 'b').map(({ number }) => number);
      assert.deepEqual([...(await byText('s', 'kettle', among))].sort(), ['a', 'c']);
      assert.deepEqual([...(await byVector('s', 'kettle', among))].sort(), ['a', 'c']);
      assert.deepEqual(await byText('s', 'kettle', []), []);
    });

    test('gives documents in pages, and their pieces in order', async () => {
      for (const id of ['one', 'two', 'three']) await store.put('a', document(id, [`${id} `, 'end']));
      const page = await store.documents('a', 0, 2);
      assert.deepEqual(page.map(({ id }) => id), ['one', 'two']); // prettier-ignore
      const rest = await store.documents('a', page[1]!.number, 2);
      assert.deepEqual(rest.map(({ id }) => id), ['three']); // prettier-ignore
      const chunks = await store.chunksOf('a', rest[0]!.number);
      assert.deepEqual(chunks.map(({ text, start, position }) => [text, start, position]), [['three ', 0, 0], ['end', 6, 1]]); // prettier-ignore
      assert.deepEqual(await store.chunksOf('b', rest[0]!.number), []);
    });

    test('documents go when their time is over, by their own or by that of their namespace', async () => {
      await store.setTtl('s', 1);
      await store.put('s', document('short', ['kettle']));
      await store.put('s', document('long', ['kettle'], { ttlMs: 60_000 }));
      await store.put('s', document('always', ['saucer'], { ttlMs: Infinity }));
      await store.setTtl('s', undefined);
      await store.put('s', document('ever', ['kettle']));
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual([...(await byText('s', 'kettle'))].sort(), ['ever', 'long']);
      assert.deepEqual(await byText('s', 'saucer'), ['always']);
      assert.equal((await store.stats('s')).documents, 3);
      await store.remove('s', ['always']);
      await store.renew('s', 'long', 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(await store.fingerprints('s', ['long', 'ever']), new Map([['ever', 'of ever']]));
      assert.deepEqual(await byVector('s', 'kettle'), ['ever']);
      await store.renew('s', 'ever', undefined);
      assert.deepEqual(await byVector('s', 'kettle'), ['ever']);
    });

    test('gives vectors that it has by the hash of their text', async () => {
      await store.put('a', document('x', ['kettle', '...']));
      const found = await store.vectorsOf('a', 'test', ['hash of kettle', 'hash of ...', 'none']);
      assert.deepEqual([...found.keys()], ['hash of kettle']);
      assert.deepEqual(found.get('hash of kettle'), hashEmbedding('kettle'));
      assert.equal((await store.vectorsOf('b', 'test', ['hash of kettle'])).size, 0);
      assert.equal((await store.vectorsOf('a', 'other', ['hash of kettle'])).size, 0);
    });

    test('removes documents and whole namespaces', async () => {
      await store.put('a', document('x', ['kettle one', 'kettle two']));
      await store.put('a', document('y', ['kettle']));
      await store.put('b', document('x', ['kettle']));
      assert.equal(await store.remove('a', ['x', 'none']), 1);
      assert.deepEqual(await byText('a', 'kettle'), ['y']);
      await store.put('a', document('x', ['kettle one', 'kettle two']));
      assert.equal(await store.drop('a'), 3);
      assert.equal(await store.drop('a'), 0);
      assert.deepEqual(await store.namespaces(), ['b']);
      assert.deepEqual(await byText('a', 'kettle'), []);
      assert.deepEqual(await byText('b', 'kettle'), ['x']);
      await store.put('a', document('again', ['kettle']));
      assert.deepEqual(await byVector('a', 'kettle'), ['again']);
    });

    test('counts what it holds and what was done', async () => {
      assert.equal((await store.stats('a')).documents, 0);
      await store.count('a', { searches: 1 });
      await store.put('a', document('x', ['kettle', '...']));
      await store.count('a', { searches: 2, embedded: 3, embeddedTokens: 4 });
      await store.count('a', { searches: 1 });
      assert.deepEqual(await store.stats('a'), {
        documents: 1,
        chunks: 2,
        vectors: 1,
        bytes: 9 + 256 * 4,
        tokens: 7,
        embedders: { test: 1 },
        usage: { searches: 3, embedded: 3, embeddedTokens: 4 },
      });
    });

    test('takes any text, id and metadata as they are', async () => {
      const texts = ['a "quoted" \0 zero', "it's; DROP TABLE chunks --", 'emoji 🫖 and ünïcode'];
      const metadata = { 'a.b': 'x', deep: { list: [1, 'two', true, null] }, zero: '\0' };
      await store.put('s\0/%:', document('id\0x', texts, { metadata }));
      const [stored] = await store.documents('s\0/%:', 0, 10);
      assert.equal(stored!.id, 'id\0x');
      assert.deepEqual(stored!.metadata, metadata);
      const chunks = await store.chunksOf('s\0/%:', stored!.number);
      assert.deepEqual(chunks.map(({ text }) => text), texts); // prettier-ignore
      assert.deepEqual(await store.namespaces(), ['s\0/%:']);
      for (const query of ['zero', '"', 'AND OR NOT', 'drop table', '🫖', 'NEAR(a b)', 'col:x*'])
        await byText('s\0/%:', query);
      assert.deepEqual(await byText('s\0/%:', 'quoted'), ['id\0x']);
    });

    test('what one namespace finds, and how it is weighed, has nothing to do with the others', async () => {
      const word = fc.constantFrom('kettle', 'green', 'tea', 'ocean', 'ship', 'lua');
      const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
      const documents = fc.array(text, { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(documents, documents, text, async (mine, others, query) => {
          const alone = await open();
          const shared = await open();
          try {
            for (const [at, each] of others.entries()) await shared.put('theirs', document(`d${at}`, [each]));
            for (const target of [alone, shared]) {
              for (const [at, each] of mine.entries()) await target.put('mine', document(`d${at}`, [each]));
            }
            assert.deepEqual(await found(shared, query), await found(alone, query));
          } finally {
            await Promise.all([alone.dispose(), shared.dispose()]);
          }
        }),
        { numRuns: 15 },
      );
    });
  });
}

/** Everything that a search can tell. */
async function found(store: VectorStore, query: string): Promise<unknown> {
  const words = await store.searchText('mine', queryWords(query), LIMITS);
  const vectors = await store.searchVectors('mine', 'test', hashEmbedding(query)!, LIMITS);
  const named = async (hits: typeof words): Promise<unknown> => {
    const chunks = await store.chunks('mine', hits.map(({ chunk }) => chunk)); // prettier-ignore
    return chunks.map(({ document: { id }, text }, at) => [id, text, hits[at]!.score.toFixed(9)]);
  };
  return [await named(words), await named(vectors), (await store.stats('mine')).bytes];
}

describe('SqliteVectorStore', () => {
  test('others see at once what one has stored, and two can write at the same time', async () => {
    const directory = newDirectory();
    const [one, two] = await Promise.all([SqliteVectorStore.open(directory), SqliteVectorStore.open(directory)]);
    const ids = Array.from({ length: 40 }, (_, at) => `d${at}`);
    await Promise.all(ids.map((id, at) => (at % 2 === 0 ? one : two).put('s', document(id, [`kettle ${id}`]))));
    assert.equal((await one.stats('s')).documents, 40);
    assert.equal((await two.searchText('s', ['kettle'], { limit: 100 })).length, 40);
    await one.drop('s');
    assert.deepEqual(await two.searchText('s', ['kettle'], LIMITS), []);
    one.dispose();
    two.dispose();
  });

  test('a large document is seen when it is whole, and the one before it until then', async () => {
    const directory = newDirectory();
    const [one, two] = await Promise.all([SqliteVectorStore.open(directory), SqliteVectorStore.open(directory)]);
    const large = (word: string): DocumentInput =>
      document('x', Array.from({ length: 400 }, (_, at) => `${word} part${at}`)); // prettier-ignore
    await one.put('s', document('other', ['kettle ship']));
    for (const [before, word] of [
      ['', 'kettle'],
      ['kettle', 'ship'],
    ] as const) {
      const state = { isDone: false };
      const done = one.put('s', large(word)).finally(() => (state.isDone = true));
      let looks = 0;
      while (!state.isDone) {
        const texts = await two.searchText('s', [word], { limit: 1000 });
        const vectors = await two.searchVectors('s', 'test', hashEmbedding(`${word} part7`)!, { limit: 1000 });
        const { chunks } = await two.stats('s');
        assert.ok(
          [1, 401].includes(texts.length) && [1, 401].includes(vectors.length),
          `${texts.length} ${vectors.length}`,
        );
        assert.ok([1, 401].includes(chunks), String(chunks));
        const found = await two.chunks('s', vectors.map(({ chunk }) => chunk)); // prettier-ignore
        if (found.length === 401 && before !== '') assert.match(found.at(-1)!.text, /kettle|ship/);
        looks += 1;
      }
      await done;
      assert.ok(looks > 1);
      assert.equal((await two.searchText('s', [word], { limit: 1000 })).length, 401);
    }
    assert.equal((await two.searchText('s', ['kettle'], { limit: 1000 })).length, 1);
    const raw = new DatabaseSync(join(directory, 'retrieval.db'));
    assert.deepEqual({ ...raw.prepare('SELECT count(*) AS count FROM chunks').get() }, { count: 401 });
    assert.deepEqual({ ...raw.prepare('SELECT count(*) AS count FROM vectors_256_rowids').get() }, { count: 401 });
    raw.close();
    one.dispose();
    two.dispose();
  });

  test('a document whose namespace is dropped while it is written begins again', async () => {
    const directory = newDirectory();
    const [one, two] = await Promise.all([SqliteVectorStore.open(directory), SqliteVectorStore.open(directory)]);
    const texts = Array.from({ length: 400 }, (_, at) => `kettle part${at}`);
    const done = one.put('s', document('x', texts));
    await new Promise((resolve) => setImmediate(resolve));
    await two.drop('s');
    await done;
    const { documents, chunks } = await two.stats('s');
    assert.ok((documents === 1 && chunks === 400) || (documents === 0 && chunks === 0), `${documents} ${chunks}`);
    one.dispose();
    two.dispose();
  });

  test('many vectors are in many slabs, and all are found', async () => {
    const store = await SqliteVectorStore.open(newDirectory());
    for (let at = 0; at < 30; at += 1) {
      await store.put(
        's',
        document(
          `d${at}`,
          Array.from({ length: 100 }, (_, i) => `word${at} part${i}`),
        ),
      );
    }
    const hits = await store.searchVectors('s', 'test', hashEmbedding('word17 part99')!, { limit: 3 });
    const [best] = await store.chunks('s', hits.map(({ chunk }) => chunk)); // prettier-ignore
    assert.equal(best!.text, 'word17 part99');
    assert.equal((await store.stats('s')).vectors, 3000);
    assert.equal(await store.drop('s'), 3000);
    store.dispose();
  });

  test('says so where the file is damaged, locked or from a newer program', async () => {
    const damaged = newDirectory();
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'retrieval.db'), 'no database at all '.repeat(400));
    await assert.rejects(SqliteVectorStore.open(damaged), hasCode('STATE_CORRUPT'));

    const locked = newDirectory();
    const store = await SqliteVectorStore.open(locked, { busyMs: 30 });
    await store.put('s', document('x', ['kettle']));
    const other = new DatabaseSync(join(locked, 'retrieval.db'));
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.put('s', document('y', ['kettle'])), hasCode('STATE_BUSY'));
    assert.equal((await store.searchText('s', ['kettle'], LIMITS)).length, 1, 'who reads does not wait');
    other.exec('ROLLBACK');
    await store.put('s', document('y', ['kettle']));
    other.exec('INSERT INTO migrations (version, applied_at) VALUES (99, 0)');
    other.close();
    store.dispose();
    await assert.rejects(SqliteVectorStore.open(locked), hasCode('STATE_VERSION'));
  });

  test('what a removal has left behind is taken out', async () => {
    const directory = newDirectory();
    const store = await SqliteVectorStore.open(directory);
    await store.put('s', document('x', ['kettle']));
    const raw = new DatabaseSync(join(directory, 'retrieval.db'));
    raw.exec('UPDATE namespaces SET name = NULL');
    await store.put('s', document('x', ['kettle']));
    await store.tidy();
    assert.deepEqual({ ...raw.prepare('SELECT count(*) AS count FROM chunks').get() }, { count: 1 });
    assert.deepEqual({ ...raw.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    raw.close();
    store.dispose();
  });
});
