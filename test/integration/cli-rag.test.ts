// `llmspell rag` as a process, and scripts that find what it has taken in.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Kernels } from '../support/kernels.js';
import { json, startModelServer } from '../support/model-server.js';
import type { ModelServer } from '../support/model-server.js';
import { pdfOf } from '../support/pdf.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { runCli, startCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;
let server: ModelServer;
before(async () => void (server = await startModelServer()));
after(() => server.close());

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly rag: (args: readonly string[], code?: number) => Promise<CliResult>;
  readonly found: (query: string, ...args: string[]) => Promise<readonly Found[]>;
}

interface Found {
  readonly id: string;
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly embedder: string;
}

function place(files: Readonly<Record<string, string | Uint8Array>> = {}): Place {
  const cwd = join(folder.path, String(++count));
  for (const [name, content] of Object.entries({ 'home/x': '', ...files })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const env = { HOME: join(cwd, 'home') };
  const rag: Place['rag'] = async (args, code = 0) => {
    const result = await runCli(['rag', ...args], { cwd, env });
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stdout}\n${result.stderr}`);
    return result;
  };
  const found: Place['found'] = async (query, ...args) =>
    JSON.parse((await rag(['search', query, '--output', 'json', ...args])).stdout) as Found[];
  return { cwd, env, rag, found };
}

const FILES = {
  'docs/tea.md': '# Tea\n\nThe kettle is on the second shelf.\n',
  'docs/sea.txt': 'Ships cross the ocean at night.\n',
  'docs/deep/code.lua': 'local function boil(water)\n  return water.degrees >= 100\nend\n',
  'docs/deep/report.pdf': pdfOf(['Penguins live in the south.']),
  'docs/.hidden.txt': 'a hidden secret',
  'docs/node_modules/x.js': 'a module',
  'docs/photo.bin': new Uint8Array([0, 255, 1, 2, 0]),
};

const LINES = [
  '{"id": "a", "content": "kettle a", "metadata": {"id": 123456789}}',
  '{"id": "b", "content": "kettle b", "metadata": {"of": [1, 1234567890123456789]}}',
  '{"id": "c", "content": "kettle c", "metadata": {"id": 1e999}}',
  '{"id": "d", "content": "kettle d"}',
].join('\n');

describe('llmspell rag', () => {
  test('takes in folders, files and patterns, and finds what is in them', async () => {
    const { cwd, rag, found } = place(FILES);
    const first = await rag(['ingest', 'docs']);
    assert.equal(first.stdout, '2 documents are in, 1 left out; 2 new pieces by offline/hash-256\n');
    assert.match(first.stderr, /^left out: '.*photo\.bin' is no UTF-8 text\n$/);
    const again = await rag(['ingest', '--recursive', 'docs', '--output', 'json']);
    const report = JSON.parse(again.stdout) as Readonly<Record<string, unknown>>;
    assert.deepEqual([report['documents'], report['unchanged'], report['interrupted']], [4, 2, false]);
    assert.equal((await found('kettle'))[0]?.id, join(cwd, 'docs/tea.md'));
    assert.equal((await found('penguins'))[0]?.id, join(cwd, 'docs/deep/report.pdf'));
    assert.deepEqual((await found('secret module', '--mode', 'text')).length, 0);
    const shown = await rag(['search', 'boil water', '--k', '1']);
    assert.match(shown.stdout, /^1\. 1\.000 {2}.*code\.lua \(piece 1\)\n {3}local function boil/);
    await rag(['ingest', 'docs/**/*.md', '--metadata', 'team=blue', '--metadata', '{"year": 2024}']);
    assert.deepEqual((await found('shelf', '--metadata', 'year=2024'))[0]?.metadata, {
      source: join(cwd, 'docs/tea.md'),
      team: 'blue',
      year: 2024,
    });
    assert.deepEqual(await found('shelf', '--metadata', 'team=red'), []);
    assert.equal((await rag(['search', 'x', '--mode', 'text'])).stdout, 'Nothing was found.\n');
  });

  test('what is left out is named, and counts where somebody has named it', async () => {
    const { cwd, rag, found } = place({ ...FILES, 'closed.txt': 'secret', 'big.txt': 'word '.repeat(2_200_000) });
    chmodSync(join(cwd, 'closed.txt'), 0);
    const result = await rag(['ingest', 'docs/tea.md', 'none.txt', 'docs/photo.bin', 'big.txt', 'no*.md', 'home'], 1);
    assert.match(result.stderr, /there is no 'none\.txt'\nleft out: there is no 'no\*\.md'\n/);
    assert.match(result.stderr, /'.*big\.txt' is larger than 10 MiB/);
    assert.match(result.stderr, /'.*home\/x' holds no text/);
    assert.match(result.stdout, /^1 document is in, 3 left out; 1 new piece /);
    assert.equal((await found('kettle')).length, 1);
    if (process.getuid?.() !== 0) {
      assert.match((await rag(['ingest', 'closed.txt'], 1)).stderr, /'.*closed\.txt' may not be read/);
    }
    await rag(['ingest'], 2);
    await rag(['search'], 2);
    await rag(['search', 'x', '--k', '0'], 2);
    await rag(['ingest', 'docs', '--metadata', 'nothing'], 2);
    await rag(['find', 'x'], 2);
    await rag(['ingest', 'docs', '--rag-profile', 'none'], 2);
  });

  test('tenants are apart; clear asks before; stats and export tell what there is', async () => {
    const { cwd, rag, found } = place(FILES);
    await rag(['ingest', 'docs/tea.md', '--tenant', 'acme']);
    await rag(['ingest', 'docs/sea.txt', '--tenant', 'globex']);
    assert.deepEqual((await found('kettle ocean', '--tenant', 'acme')).length, 1);
    assert.deepEqual(await found('kettle ocean'), []);
    const stats = JSON.parse((await rag(['stats', '--output', 'json'])).stdout) as readonly Readonly<
      Record<string, unknown>
    >[];
    assert.deepEqual(
      stats.map(({ scope, documents, embedders, searches }) => [scope, documents, embedders, searches]),
      [
        ['tenant:acme', 1, { 'offline/hash-256': 1 }, 1],
        ['tenant:globex', 1, { 'offline/hash-256': 1 }, 0],
      ],
    );
    assert.match((await rag(['stats'])).stdout, /^SCOPE +DOCUMENTS .*\ntenant:acme +1 /);
    await rag(['export', 'out.jsonl', '--tenant', 'acme']);
    assert.match((await rag(['export', 'docs', '--tenant', 'acme'], 2)).stderr, /cannot write 'docs': it is a folder/);
    if (existsSync('/dev/full')) {
      const { stderr } = await rag(['export', '/dev/full', '--tenant', 'acme'], 2);
      assert.match(stderr, /cannot write '\/dev\/full': there is no space left\n {2}help: make room/);
    }
    const [line, ...more] = readFileSync(join(cwd, 'out.jsonl'), 'utf8').trim().split('\n');
    assert.deepEqual(more, []);
    const document = JSON.parse(line!) as Readonly<Record<string, unknown>>;
    assert.equal(document['content'], FILES['docs/tea.md']);
    assert.match((await rag(['clear', '--tenant', 'acme'], 2)).stderr, /--confirm/);
    assert.match((await rag(['clear', '--tenant', 'acme', '--confirm'])).stdout, /^1 document of 'tenant:acme'/);
    assert.deepEqual(await found('kettle', '--tenant', 'acme'), []);
    assert.equal((await found('ocean', '--tenant', 'globex')).length, 1);
    await rag(['ingest', '--lines', 'out.jsonl', '--tenant', 'acme']);
    assert.equal((await found('kettle', '--tenant', 'acme'))[0]?.id, document['id']);
  });

  test('a line whose metadata cannot be kept is left out and named, and the others are in', async () => {
    const { rag, found } = place({ 'lines.jsonl': LINES });
    const { stdout, stderr } = await rag(['ingest', '--lines', 'lines.jsonl'], 1);
    assert.match(stdout, /^2 documents are in, 2 left out; /);
    assert.match(
      stderr,
      /^left out: line 2 of '.*lines\.jsonl': metadata\.of\[2\] is an integer beyond 2\^53, .*\nleft out: line 3 of .*: metadata\.id is Infinity, /,
    );
    assert.deepEqual((await found('kettle')).map(({ id }) => id).sort(), ['a', 'd']);
    for (const args of [
      ['ingest', 'lines.jsonl'],
      ['search', 'kettle'],
    ]) {
      const refused = await rag([...args, '--metadata', 'id=1234567890123456789'], 2);
      assert.match(
        refused.stderr,
        /--metadata: metadata\.id is an integer beyond 2\^53, which metadata cannot hold\n {2}help: /,
      );
    }
  });

  test('scripts find what commands have taken in, and the other way round', async () => {
    const { cwd, env, rag, found } = place(FILES);
    await rag(['ingest', 'docs/tea.md']);
    const script = `
      local found = RAG.search("kettle", {top_k = 3})
      print(#found, found.total, found[1].content == found.results[1].content, found[1].id:match("[^/]+$"))
      RAG.ingest({id = "from lua", content = "A lighthouse in the harbour."})
      print(pcall(RAG.ingest, {path = "/etc/hostname"}))
      print(RAG.ingest_batch, RAG.config)
      local both = Async.all({
        Async.spawn(function() return RAG.search("kettle")[1].id:match("[^/]+$") end),
        Async.spawn(function() return RAG.search({query = "lighthouse", top_k = 1}).total end),
      })
      print(both[1], both[2])
    `;
    const { stdout, stderr, code } = await runCli(['exec', script], { cwd, env });
    assert.deepEqual([code, stderr], [0, '']);
    const [first, denied, missing, tasks] = stdout.split('\n');
    assert.equal(first, '1\t1\ttrue\ttea.md');
    assert.match(denied!, /^false\tRAG ingest failed: .*\/etc\/hostname/);
    assert.equal(missing, 'nil\tnil');
    assert.equal(tasks, 'tea.md\t1');
    assert.equal((await found('lighthouse'))[0]?.id, 'from lua');
  });

  test('profiles hold for scripts and commands', async () => {
    const { cwd, env, rag, found } = place({
      ...FILES,
      'llmspell.toml': `[providers.emb]\nbase_url = "${server.baseUrl}"\nretries = 0\n[rag.profiles.server]\nembedder = "emb"\nmodel = "tiny"\ntop_k = 1\n`,
    });
    const vectors = (body: unknown): readonly { index: number; embedding: readonly number[] }[] =>
      (body as { input: readonly string[] }).input.map((text, index) => ({ index, embedding: [text.length, 1] }));
    server.respondWith((response, request) => json(200, { data: vectors(request.body) })(response, request));
    assert.match((await rag(['ingest', 'docs', '--rag-profile', 'server'])).stdout, /2 new pieces by emb\/tiny/);
    const script = 'local r = RAG.search("kettle") print(#r, r[1].embedder)';
    const run = await runCli(['exec', '--rag-profile', 'server', script], { cwd, env });
    assert.equal(run.stdout, '1\temb/tiny\n', run.stderr);
    assert.equal((await runCli(['exec', '--rag-profile', 'none', 'print(1)'], { cwd, env })).code, 2);
    const asked = await runCli(['repl', '--rag-profile', 'server'], {
      cwd,
      env,
      input: 'return #RAG.search("kettle")\n',
    });
    assert.equal(asked.stdout, '1\n', asked.stderr);
    const index = await rag(['index']);
    assert.equal(index.stdout, '2 documents are embedded anew by offline/hash-256; the index is in order\n');
    assert.equal((await found('kettle'))[0]?.embedder, 'offline/hash-256');
    server.respondWith(json(500, { error: { message: 'out of order' } }));
    const failed = await rag(['ingest', 'docs', '--rag-profile', 'server'], 2);
    assert.match(failed.stderr, /out of order.*\(0 documents are in, and stay\)/);
  });

  /** 200 files, and a server that has vectors for some and then falls silent. */
  function slowPlace(): Place & { readonly halted: Promise<void> } {
    const names = Array.from({ length: 200 }, (_, at) => `many/${String(at).padStart(3, '0')}.txt`);
    const files = Object.fromEntries(names.map((name) => [name, `kettle ${name}`]));
    const config = `[providers.emb]\nbase_url = "${server.baseUrl}"\n[rag]\nembedder = "emb"\nmodel = "tiny"\n`;
    let answered = 0;
    const halted = new Promise<void>((resolve) => {
      server.respondWith((response, request) => {
        const { input } = request.body as unknown as { readonly input: readonly string[] };
        answered += 1;
        if (answered > 2) {
          resolve();
          return undefined;
        }
        return json(200, { data: input.map((_, index) => ({ index, embedding: [1, index] })) })(response, request);
      });
    });
    return { ...place({ ...files, 'llmspell.toml': config }), halted };
  }

  test('Ctrl+C loses nothing of what is in', async () => {
    const { cwd, env, rag, halted } = slowPlace();
    const cli = startCli(['rag', 'ingest', 'many'], { cwd, env });
    await halted;
    cli.process.kill('SIGINT');
    const { code, stdout } = await cli.result;
    assert.equal(code, 130);
    const kept = Number(/^interrupted: (\d+) documents are in/.exec(stdout)?.[1]);
    assert.ok(kept > 0 && kept < 200, stdout);
    const stats = JSON.parse((await rag(['stats', '--output', 'json'])).stdout) as readonly { documents: number }[];
    assert.equal(stats[0]?.documents, kept);
    rmSync(join(cwd, 'llmspell.toml'));
    assert.match((await rag(['ingest', 'many'])).stdout, /^200 documents are in; 200 new pieces by offline/);
  });

  test('a kill loses nothing either', async () => {
    const { cwd, env, rag, halted } = slowPlace();
    const cli = startCli(['rag', 'ingest', 'many'], { cwd, env });
    await halted;
    cli.process.kill('SIGKILL');
    await cli.result;
    const stats = JSON.parse((await rag(['stats', '--output', 'json'])).stdout) as readonly { documents: number }[];
    assert.equal(stats[0]?.documents, 64);
  });

  test('at a terminal a bar shows how far it is', async () => {
    const { cwd, halted } = slowPlace();
    const terminal = new PseudoTerminal({ args: ['rag', 'ingest', 'many'], home: join(cwd, 'home'), cwd });
    await halted;
    await terminal.until('the bar', (screen) => /^\[#+\.+\] \d+\/200 \S/m.test(screen));
    terminal.type('<C-c>');
    const screen = await terminal.shows('interrupted: 64 documents are in');
    assert.doesNotMatch(screen, /\/200/, 'the bar is gone');
    assert.equal(await terminal.exitCode, 130);
    terminal.end();
  });

  test('a damaged database is named, and what to do', async () => {
    const { cwd, rag } = place(FILES);
    mkdirSync(join(cwd, 'home/.llmspell/state'), { recursive: true });
    writeFileSync(join(cwd, 'home/.llmspell/state/retrieval.db'), 'not a database '.repeat(500));
    assert.match((await rag(['search', 'x'], 2)).stderr, /retrieval\.db' is damaged[\s\S]*mv /);
  });
});

test('a backup holds the documents, and they come back while a script has the store open', async () => {
  const { rag, found, cwd, env } = place({ 'a.txt': 'the kettle boils', 'b.txt': 'ships sail' });
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(args, { cwd, env });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await rag(['ingest', 'a.txt', 'b.txt']);
  const before = await found('kettle');
  const id = (await run('backup', 'create')).trim();
  await rag(['clear', '--confirm']);
  const script = `
    RAG.ingest({ id = 'new', content = 'another kettle' })
    local entries = State.restore_backup('${id}').entries
    local all = RAG.search('kettle')
    print(entries, all.total, all[1].content)
  `;
  assert.match(await run('exec', script), /^\d+\t2\tthe kettle boils\n$/);
  assert.deepEqual(
    (await found('kettle')).map((each) => each.id),
    before.map((each) => each.id),
  );
});

test('the status of a kernel counts what each session has done with documents', async (t) => {
  const kernels = new Kernels();
  t.after(() => kernels.killAll());
  const env = { ...kernels.env, LLMSPELL_STATE_DIR: join(kernels.home.path, 'state') };
  await kernels.startHere('librarian', [], { env });
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(args, { cwd: folder.path, env });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const script = `
    RAG.ingest({ id = 'a', content = 'the kettle boils' })
    pcall(RAG.ingest, { { id = 'b', content = 'ships sail' }, { id = 'c', content = '' } })
    RAG.search('kettle') RAG.search('ship')
  `;
  await run('exec', '--connect', 'librarian', '--session', 'reader', script);
  await run('exec', '--connect', 'librarian', '--session', 'other', 'x = 1');
  const { sessions } = JSON.parse(await run('kernel', 'status', 'librarian', '--output', 'json')) as {
    sessions: readonly { name: string; retrieval: { documents: number; pieces: number; searches: number } }[];
  };
  const of = (name: string): object | undefined => sessions.find((session) => session.name === name)?.retrieval;
  const stats = JSON.parse(await run('rag', 'stats', '--output', 'json')) as readonly { documents: number }[];
  const documents = stats[0]!.documents;
  assert.deepEqual(of('reader'), { documents, pieces: documents, searches: 2 });
  assert.deepEqual(of('other'), { documents: 0, pieces: 0, searches: 0 });
  const text = await run('kernel', 'status', 'librarian');
  assert.match(text, new RegExp(`^reader .* ${documents} documents? in, 2 searches  `, 'm'));
  assert.match(text, /^other .* 0 +- /m);
});
