import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from './load-config.js';

const folder = mkdtempSync(join(tmpdir(), 'retrieval-settings-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'llmspell.toml');

const FILE = `[rag]
profile = "small"
top_k = 4
[rag.profiles.small]
chunk_size = 64
[rag.profiles.Server]
embedder = "ollama"
model = "nomic"
`;

const read = async (ragProfile?: string, environment: Readonly<Record<string, string>> = {}) => {
  writeFileSync(file, FILE);
  return (await loadConfig({ file, environment, homeDirectory: folder, ...(ragProfile && { ragProfile }) })).retrieval;
};

test('a profile holds over the table, the one that is named over the one that the table names', async () => {
  const rest = { chunkOverlap: 32, chunkStrategy: 'auto', topK: 4 } as const;
  assert.deepEqual(await read(), { ...rest, embedder: 'offline', chunkSize: 64, profile: 'small' });
  const server = { ...rest, embedder: 'ollama', model: 'nomic', chunkSize: 256, profile: 'Server' };
  assert.deepEqual(await read('Server'), server);
  const environment = { LLMSPELL_RAG_PROFILES_SERVER_TOP_K: '2', LLMSPELL_RAG_PROFILE: 'Server' };
  assert.deepEqual(await read(undefined, environment), { ...server, topK: 2 });
});

test('a profile that is not there is named, with those that are', async () => {
  await assert.rejects(read('Servr'), { code: 'CONFIG_PROFILE', help: /there are small, Server/ });
  await assert.rejects(read('Servr'), /did you mean 'Server'/);
});
