// The labelled questions of the bench: both parts together find more than either alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SearchMode } from '../../src/services/retrieval/searching.js';
import { SqliteVectorStore } from '../../src/services/stores/sqlite-vector-store.js';
import { repoRoot } from '../support/repo-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { testRetrieval } from '../support/test-retrieval.js';

interface Labelled {
  readonly id: string;
  readonly text: string;
}

function labelled(name: string): readonly Labelled[] {
  const text = readFileSync(join(repoRoot, 'test/bench/retrieval', name), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => ({ id: line.slice(0, line.indexOf(':')), text: line.slice(line.indexOf(':') + 2) }));
}

test('hybrid search has more of the answers among its first five than words or vectors alone', async () => {
  const retrieval = testRetrieval(await SqliteVectorStore.open(tempFolder().path));
  const signal = new AbortController().signal;
  const [corpus, queries] = [labelled('corpus.txt'), labelled('queries.txt')];
  const documents = corpus.map(({ id, text }) => ({ id, content: text, kind: 'text' as const, metadata: {} }));
  await retrieval.ingest(documents, { namespace: 'global', signal });
  const recall = async (mode: SearchMode): Promise<number> => {
    let hits = 0;
    for (const { id, text } of queries) {
      const found = await retrieval.search(text, { namespace: 'global', limit: 5, mode, signal });
      if (found.some((piece) => piece.id === id)) hits += 1;
    }
    return hits / queries.length;
  };
  const [hybrid, words, vectors] = [await recall('hybrid'), await recall('text'), await recall('vector')];
  await retrieval.dispose();
  assert.ok(queries.length >= 50);
  const ids = new Set(corpus.map(({ id }) => id));
  assert.deepEqual(queries.filter(({ id }) => !ids.has(id)), []); // prettier-ignore
  assert.ok(hybrid > words && hybrid > vectors, `hybrid ${hybrid}, text ${words}, vector ${vectors}`);
});
