// Measures retrieval in this process and prints the figures as one JSON line: `node retrieval-probe.mjs WHAT`. Needs the compiled sources in
// build/.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pool } from '../../build/src/services/pool/thread-pool.js';
import { RetrievalService } from '../../build/src/services/retrieval/retrieval-service.js';
import { SqliteVectorStore } from '../../build/src/services/stores/sqlite-vector-store.js';

const settings = { embedder: 'offline', chunkSize: 256, chunkOverlap: 32, chunkStrategy: 'auto', topK: 10 };
const signal = new AbortController().signal;
const MODES = /** @type {const} */ (['hybrid', 'text', 'vector']);

/** @param {(retrieval: RetrievalService) => Promise<unknown>} work */
async function withRetrieval(work) {
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  const store = await SqliteVectorStore.open(folder);
  try {
    const providers = /** @type {any} */ ({ find: () => undefined, list: () => [] });
    return await work(new RetrievalService({ store, pool, providers, settings }));
  } finally {
    store.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Lines of `ID: TEXT`. @param {string} name */
function labelled(name) {
  const text = readFileSync(new URL(`retrieval/${name}`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => ({
    id: line.slice(0, line.indexOf(':')),
    text: line.slice(line.indexOf(':') + 1).trim(),
  }));
}

/** How many of the questions have their document among the first five, by mode. */
function quality() {
  return withRetrieval(async (retrieval) => {
    const documents = labelled('corpus.txt').map(({ id, text }) => ({ id, content: text, kind: 'text', metadata: {} }));
    await retrieval.ingest(/** @type {any} */ (documents), { namespace: 'global', signal });
    const queries = labelled('queries.txt');
    /** @type {Record<string, number>} */
    const recall = {};
    /** @type {Record<string, string[]>} */
    const missed = {};
    for (const mode of MODES) {
      missed[mode] = [];
      for (const { id, text } of queries) {
        const found = await retrieval.search(text, { namespace: 'global', limit: 5, mode, signal });
        if (!found.some((piece) => piece.id === id)) missed[mode].push(id);
      }
      recall[mode] = 1 - missed[mode].length / queries.length;
    }
    return { queries: queries.length, recall, missed };
  });
}

/** Words of a made-up language, the rarer the higher their rank; always the same. */
function* words() {
  let seed = 42;
  const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const parts = [
    'ka',
    'lo',
    'mi',
    'ren',
    'tas',
    'vu',
    'del',
    'or',
    'ip',
    'san',
    'qu',
    'eth',
    'bri',
    'nog',
    'wex',
    'fal',
  ];
  for (;;) {
    let rank = Math.floor(8000 ** random());
    let word = '';
    do {
      word += parts[rank % parts.length];
      rank = Math.floor(rank / parts.length);
    } while (rank > 0);
    yield word;
  }
}

/** @param {number} count @param {number} bytes */
function* documents(count, bytes) {
  const source = words();
  for (let at = 0; at < count; at += 1) {
    const sentences = [];
    for (let length = 0; length < bytes;) {
      const sentence = `${Array.from({ length: 12 }, () => source.next().value).join(' ')}.`;
      sentences.push(sentence);
      length += sentence.length + 1;
    }
    yield { id: `d${at}`, content: sentences.join(' ').slice(0, bytes), kind: 'text', metadata: { part: at % 10 } };
  }
}

/** Documents per second. */
function ingest() {
  return withRetrieval(async (retrieval) => {
    const all = /** @type {any} */ ([...documents(1000, 2048)]);
    const started = performance.now();
    await retrieval.ingest(all, { namespace: 'global', signal });
    return 1000 / ((performance.now() - started) / 1000);
  });
}

/** Milliseconds of each of some searches over 20,000 pieces, and of the longest time that others had to wait during each. */
function search() {
  return withRetrieval(async (retrieval) => {
    await retrieval.ingest(/** @type {any} */ (documents(20_000, 1000)), { namespace: 'global', signal });
    const { chunks } = await retrieval.stats('global');
    if (chunks !== 20_000) throw new Error(`${chunks} pieces`);
    const source = words();
    const samples = [];
    const held = [];
    for (let at = 0; at < 60; at += 1) {
      const query = Array.from({ length: 5 }, () => source.next().value).join(' ');
      let [last, longest] = [performance.now(), 0];
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 0);
      const started = performance.now();
      const found = await retrieval.search(query, { namespace: 'global', limit: 10, mode: 'hybrid', signal });
      samples.push(performance.now() - started);
      held.push(Math.max(longest, performance.now() - last));
      clearInterval(timer);
      if (found.length !== 10) throw new Error(`${found.length} results`);
    }
    return { samples: samples.slice(10), held: held.slice(10) };
  });
}

const probes = { quality, ingest, search };
const what = /** @type {keyof typeof probes | undefined} */ (process.argv[2]);
const probe = what && probes[what];
if (!probe) throw new Error(`usage: retrieval-probe.mjs ${Object.keys(probes).join('|')}`);
console.log(JSON.stringify(await probe()));
