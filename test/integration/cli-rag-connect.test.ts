// `llmspell rag --connect`: the documents of a kernel that runs, which the store itself, and scripts, see as well.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after, before, test } from 'node:test';
import { Kernels } from '../support/kernels.js';
import { json, startModelServer } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';
import { pdfOf } from '../support/pdf.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { runCli, startCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';

let server: ModelServer;
before(async () => void (server = await startModelServer()));
after(() => server.close());

interface Library {
  readonly options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  readonly run: (args: readonly string[], code?: number) => Promise<CliResult>;
  /** Asks the kernel. */
  readonly rag: (args: readonly string[], code?: number) => Promise<CliResult>;
}

/** A kernel with a store of its own, in a folder with files. */
async function library(t: TestContext, config = ''): Promise<Library> {
  const kernels = new Kernels();
  t.after(() => kernels.killAll());
  const cwd = join(kernels.home.path, 'work');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'tea.md'), '# Tea\n\nThe kettle is on the second shelf.\n');
  writeFileSync(join(cwd, 'zoo.pdf'), pdfOf(['Penguins live in the south.']));
  const file = join(kernels.home.path, 'settings.toml');
  writeFileSync(file, config);
  const env = { ...kernels.env, LLMSPELL_STATE_DIR: join(kernels.home.path, 'state') };
  await kernels.startHere('library', ['--config', file], { env });
  const options = { cwd, env };
  const run: Library['run'] = async (args, code = 0) => {
    const result = await runCli(args, options);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stdout}\n${result.stderr}`);
    return result;
  };
  return { options, run, rag: (args, code) => run(['rag', ...args, '--connect', 'library'], code) };
}

test('every command asks the kernel, and who reads the store sees the same', async (t) => {
  const { options, run, rag } = await library(t);
  const { cwd } = options;
  writeFileSync(join(cwd, 'bad.bin'), new Uint8Array([0, 255]));
  const taken = await rag(['ingest', 'tea.md', 'zoo.pdf', 'bad.bin', '--metadata', 'room=kitchen'], 1);
  assert.equal(taken.stdout, '2 documents are in, 1 left out; 2 new pieces by offline/hash-256\n');
  assert.match(taken.stderr, /^left out: '.*bad\.bin' is no UTF-8 text\n$/);
  assert.match((await rag(['ingest', 'tea.md', '--metadata', 'room=kitchen'])).stdout, /1 of them as before; 0 new/);

  const search = ['search', 'kettle', '--k', '1', '--metadata', 'room=kitchen', '--output', 'json'];
  const found = (await rag(search)).stdout;
  assert.equal(found, (await run(['rag', ...search])).stdout);
  assert.equal((JSON.parse(found) as readonly { readonly id: string }[])[0]?.id, join(cwd, 'tea.md'));
  assert.match((await run(['exec', 'print(RAG.search("kettle")[1].content)'])).stdout, /second shelf/);
  assert.match((await rag(['search', 'penguins', '--mode', 'text'])).stdout, /^1\. 1\.000 {2}.*zoo\.pdf \(piece 1\)/);

  await rag(['ingest', 'tea.md', '--tenant', 'acme']);
  assert.equal((await rag(['stats'])).stdout, (await run(['rag', 'stats'])).stdout);
  assert.match((await rag(['stats', '--tenant', 'acme'])).stdout, /\ntenant:acme +1 /);
  await rag(['export', 'here.jsonl']);
  await run(['rag', 'export', 'there.jsonl']);
  const exported = readFileSync(join(cwd, 'here.jsonl'), 'utf8');
  assert.equal(exported, readFileSync(join(cwd, 'there.jsonl'), 'utf8'));
  assert.equal(exported.trim().split('\n').length, 2);
  assert.match((await rag(['index'])).stdout, /^0 documents are embedded anew by offline/);

  assert.match((await rag(['clear'], 2)).stderr, /forget 2 documents of 'global'[\s\S]*--confirm/);
  assert.equal((await rag(['clear', '--confirm'])).stdout, "2 documents of 'global' forgotten\n");
  assert.equal((await run(['rag', 'search', 'kettle'])).stdout, 'Nothing was found.\n');
  assert.match((await run(['rag', 'search', 'kettle', '--tenant', 'acme'])).stdout, /second shelf/);
  await rag(['ingest', '--lines', 'here.jsonl']);
  assert.match((await rag(['search', 'penguins'])).stdout, /^1\. /);
});

test('a line whose metadata cannot be kept is left out and named, and the others are in', async (t) => {
  const { options, rag } = await library(t);
  const lines = [
    '{"id": "big", "content": "kettle", "metadata": {"id": 1234567890123456789}}',
    '{"id": "", "content": "penguins", "metadata": {"id": 5}}',
  ];
  writeFileSync(join(options.cwd, 'lines.jsonl'), lines.join('\n'));
  const { stdout, stderr } = await rag(['ingest', '--lines', 'lines.jsonl'], 1);
  assert.match(stdout, /^1 document is in, 1 left out; /);
  assert.match(stderr, /^left out: line 1 of '.*lines\.jsonl': metadata\.id is an integer beyond 2\^53, /);
  assert.match((await rag(['search', 'penguins'])).stdout, /^1\. .*lines\.jsonl:2 /);
  const refused = await rag(['search', 'penguins', '--metadata', '{"id": 1234567890123456789}'], 2);
  assert.match(refused.stderr, /--metadata: metadata\.id is an integer beyond 2\^53/);
});

test('what cannot be asked for is refused', async (t) => {
  const { rag, run } = await library(t);
  assert.match((await rag(['search', 'x', '--rag-profile', 'fast'], 2)).stderr, /--rag-profile belongs to the start/);
  assert.match((await run(['rag', 'stats', '--connect', 'nobody'], 2)).stderr, /no kernel 'nobody' runs/);
  await rag(['ingest', 'none.txt'], 1);
  await rag(['search', 'x', '--k', '0'], 2);
});

const SERVED = (baseUrl: string): string => `
  [providers.emb]
  base_url = "${baseUrl}"
  retries = 0
  [rag]
  embedder = "emb"
  model = "tiny"
`;

/** Gives vectors for so many requests, and then what `rest` says. */
function answers(most: number, rest: Responder): void {
  let answered = 0;
  server.respondWith((response, request) => {
    const { input } = request.body as unknown as { readonly input: readonly string[] };
    answered += 1;
    if (answered > most) return rest(response, request);
    return json(200, { data: input.map((_, index) => ({ index, embedding: [1, index] })) })(response, request);
  });
}

function many(cwd: string): void {
  mkdirSync(join(cwd, 'many'));
  for (let at = 0; at < 200; at++) {
    writeFileSync(join(cwd, 'many', `${String(at).padStart(3, '0')}.txt`), `kettle ${at}`);
  }
}

test('the kernel embeds by its own settings; what is in when that fails is told, and stays', async (t) => {
  const { options, rag, run } = await library(t, SERVED(server.baseUrl));
  many(options.cwd);
  answers(2, json(500, { error: { message: 'out of order' } }));
  assert.match((await rag(['ingest', 'many'], 2)).stderr, /out of order.*\(64 documents are in, and stay\)/);
  const stats = async (): Promise<unknown> => JSON.parse((await rag(['stats', '--output', 'json'])).stdout) as unknown;
  assert.equal(((await stats()) as readonly { readonly documents: number }[])[0]?.documents, 64);
  answers(100, json(500, {}));
  assert.match((await rag(['ingest', 'many'])).stdout, /^200 documents are in, 64 of .*; 136 new pieces by emb\/tiny/);
  assert.match((await run(['rag', 'index'])).stdout, /^200 documents are embedded anew by offline/);
  assert.match((await rag(['index'])).stdout, /^200 documents are embedded anew by emb\/tiny/);
});

test('Ctrl+C ends what the kernel does for the command, and loses nothing', async (t) => {
  const { options, rag } = await library(t, SERVED(server.baseUrl));
  many(options.cwd);
  const halted = new Promise<void>((resolve) => answers(1, () => resolve()));
  const cli = startCli(['rag', 'ingest', 'many', '--connect', 'library'], options);
  await halted;
  cli.process.kill('SIGINT');
  const { code, stdout } = await cli.result;
  assert.equal(code, 130);
  assert.match(stdout, /^interrupted: 32 documents are in; 32 new pieces by emb\/tiny/);
  assert.match((await rag(['stats'])).stdout, /\nglobal +32 /);
});

test('at a terminal a bar shows how far it is', async (t) => {
  const { options } = await library(t, SERVED(server.baseUrl));
  many(options.cwd);
  const halted = new Promise<void>((resolve) => answers(2, () => resolve()));
  const args = ['rag', 'ingest', 'many', '--connect', 'library'];
  const terminal = new PseudoTerminal({ args, home: options.env['HOME']!, cwd: options.cwd, env: options.env });
  await halted;
  await terminal.until('the bar', (screen) => /^\[#+\.+\] 64\/200 \S/m.test(screen));
  terminal.type('<C-c>');
  await terminal.shows('interrupted: 64 documents are in');
  assert.equal(await terminal.exitCode, 130);
  terminal.end();
});
