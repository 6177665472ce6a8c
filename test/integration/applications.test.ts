// The applications that come with llmspell, run as a user would, without a network.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;

interface Place {
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  /** What it prints; the exit code is another than 0 where a test says so. */
  readonly run: (args: readonly string[], code?: number) => Promise<string>;
}

function place(files: Readonly<Record<string, string>> = {}): Place {
  const cwd = join(folder.path, String(++count));
  const path = (name: string): string => join(cwd, name);
  mkdirSync(path('home'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  return {
    path,
    read: (name) => readFileSync(path(name), 'utf8'),
    run: async (args, code = 0) => {
      const result = await runCli(['app', 'run', ...args], { cwd, env: { HOME: path('home') } });
      assert.equal(result.code, code, `${result.stdout}\n${result.stderr}`);
      return result.stdout + result.stderr;
    },
  };
}

test('each has a script, and a README that says what it does', () => {
  const root = join(repoRoot, 'examples/applications');
  const names = readdirSync(root);
  assert.equal(names.length, 9);
  for (const name of names) {
    assert.ok(existsSync(join(root, name, 'main.lua')), name);
    assert.match(readFileSync(join(root, name, 'README.md'), 'utf8'), new RegExp(`llmspell app run ${name}`));
  }
});

test('code-review-assistant finds what rules find, and ends with a code for CI', async () => {
  const { run, read } = place({
    'src/a.lua': 'local password = "hunter2"\n-- TODO: remove\nreturn 1\n',
    'src/b.py': 'print("fine")\n',
    'src/c.txt': 'TODO is text here\n',
  });
  const out = await run(['code-review-assistant', '--path', 'src']);
  assert.match(out, /^# Review of src\n\nfiles: 2; findings: 1 high, 0 medium, 1 low\./);
  assert.match(out, /Line 1 \(high\): password is written into the source\./);
  assert.match(out, /\[offline\] /);
  assert.match(
    await run(['code-review-assistant', '--path', 'src', '--out', 'r.md', '--fail-on', 'high'], 1),
    /1 high/,
  );
  assert.match(read('r.md'), /## src\/a\.lua/);
  assert.match(await run(['code-review-assistant', 'src/b.py', '--fail-on', 'low']), /files: 1; findings: 0 high/);
});

test('content-creator writes, counts and compares with the last time', async () => {
  const notes = 'Kernels keep sessions alive. Notebooks share them. Terminals share them too. Sessions have state.';
  const { run, read, path } = place({ 'notes.md': notes });
  const args = [
    'content-creator',
    '--topic',
    'Kernels',
    '--notes',
    'notes.md',
    '--format',
    'social',
    '--out',
    'post.md',
  ];
  assert.match(await run(args), /^social, \d+ words: post\.md\nAsked: planner: \d+ tokens, author: \d+ tokens, editor/);
  assert.match(read('post.md'), /^Kernels: Kernels keep sessions alive\.\n$/);
  assert.match(await run(args), /Unchanged since the last time\./);
  writeFileSync(path('notes.md'), 'Images are cheap. Images of kernels are cheap.');
  assert.match(await run(args), /Changed since the last time:/);
  assert.match(await run(['content-creator'], 2), /which topic\?/);
  assert.match(await run(['content-creator', 'x', '--format', 'song'], 2), /no format 'song'/);
});

test('file-organizer plans, moves, and takes it back', async () => {
  const { run, path } = place({ 'in/a.pdf': 'same', 'in/b.pdf': 'same', 'in/c.png': 'image', 'in/d.xyz': 'x' });
  const plan = await run(['file-organizer', '--dir', 'in']);
  assert.match(plan, /^documents +2\nimages +1\nother +1\nb\.pdf is the same as a\.pdf\n/);
  assert.match(plan, /4 files would be moved/);
  assert.ok(existsSync(path('in/a.pdf')));
  assert.match(await run(['file-organizer', '--dir', 'in', '--apply']), /4 files were moved/);
  assert.ok(existsSync(path('in/documents/a.pdf')) && existsSync(path('in/other/d.xyz')));
  assert.match(await run(['file-organizer', '--dir', 'in', '--undo']), /4 files are back/);
  assert.ok(existsSync(path('in/a.pdf')) && !existsSync(path('in/documents/a.pdf')));
  assert.match(await run(['file-organizer', '--dir', 'in', '--by', 'month']), /^\d{4}-\d{2} +4\n/);
});

test('knowledge-base takes in, finds, answers with sources, and keeps its bases apart', async () => {
  const { run } = place({
    'docs/a.md': '# Runs\n\nA run is interrupted by a flag. The flag is a word in memory.',
    'docs/deep/b.txt': 'Cheese is made of milk and rennet.',
    'docs/c.bin': 'no document',
    'docs/bad.json': '{ no json',
  });
  const first = await run(['knowledge-base', '--add', 'docs', '--tag', 'notes']);
  assert.match(first, /^documents in 'main': 2, as before: 0\n'docs\/bad\.json' is no JSON/);
  assert.match(
    await run(['knowledge-base', '--add', 'docs/a.md', '--tag', 'notes']),
    /^documents in .*: 1, as before: 1/,
  );
  assert.match(await run(['knowledge-base', '--note', 'Cheese of sheep is salted.', '--base', 'other']), /in 'other'/);
  const answer = await run(['knowledge-base', '--ask', 'How is a run interrupted?']);
  assert.match(answer, /^\[offline\] .*interrupted by a flag/);
  assert.match(answer, /\n\n\[1\] docs\/a\.md, piece 1 \(1\.00\)\n/);
  assert.match(
    await run(['knowledge-base', '--search', 'cheeses', '--most', '1']),
    /^1\. 1\.00 {2}docs\/deep\/b\.txt\n {3}Cheese is made/,
  );
  assert.doesNotMatch(await run(['knowledge-base', '--search', 'cheese']), /sheep/);
  assert.equal(await run(['knowledge-base', '--search', 'cheese', '--tag', 'none']), '');
  assert.match(
    await run(['knowledge-base', '--stats']),
    /^'main': 2 documents in 2 pieces, \d searches\n2 vectors by offline/,
  );
  assert.equal(await run(['knowledge-base', '--forget']), "2 pieces of 'main' are forgotten\n");
  assert.match(await run(['knowledge-base', '--ask', 'cheese']), /Nothing in 'main'/);
  assert.match(await run(['knowledge-base', '--search', 'cheese', '--base', 'other']), /sheep/);
  assert.match(await run(['knowledge-base'], 2), /what is to be done\?/);
});

test('research-collector answers with sources, and asks anew only what has changed', async () => {
  const { run, read, path } = place({
    'docs/a.md': 'Interrupts end a run. They wake the engine thread.',
    'docs/b.txt': 'Cheese is made of milk.',
    'docs/c.md': 'A run is interrupted by a flag. The flag is a word in memory.',
  });
  const args = [
    'research-collector',
    '--question',
    'How are interrupted runs flagged?',
    '--sources',
    'docs',
    '--out',
    'r.md',
  ];
  assert.equal(await run(args), 'sources: 1, asked anew: 1 (r.md)\n');
  assert.match(
    read('r.md'),
    /^# How are interrupted runs flagged\?\n[^]*1\. docs\/c\.md: A run is interrupted by a flag/,
  );
  assert.equal(await run(args), 'sources: 1, asked anew: 0 (r.md)\n');
  writeFileSync(path('docs/c.md'), 'Nothing is interrupted here.');
  assert.equal(await run(args), 'sources: 1, asked anew: 1 (r.md)\n');
  assert.match(await run(['research-collector', 'quantum chromodynamics', '--sources', 'docs']), /speaks of it/);
});

test('personal-assistant keeps tasks, notes and the conversation', async () => {
  const { run } = place();
  const assistant = (...args: string[]): Promise<string> => run(['personal-assistant', ...args]);
  assert.equal(await assistant('add', 'Write the report', '--due', '2031-05-02'), 'task 1\n');
  assert.equal(await assistant('add', 'Call Bo'), 'task 2\n');
  assert.equal(await assistant('note', 'Ada prefers mornings'), 'note 1\n');
  assert.equal(await assistant('done', '2'), 'done: Call Bo\n');
  assert.equal(await assistant(), 'open tasks: 1, notes: 1\n1. Write the report (due 2031-05-02)\n');
  assert.match(
    await assistant('ask', 'When does Ada prefer to meet?'),
    /^\[offline\] The text says: Ada prefers mornings\./,
  );
  assert.equal(await assistant('forget'), 'all is forgotten\n');
  assert.equal(await assistant('brief'), 'open tasks: 0, notes: 0\n');
  assert.match(await run(['personal-assistant', 'done', '9'], 1), /there is no task 9/);
});

test('process-orchestrator runs in waves, and goes on where it broke off', async () => {
  const { run } = place({
    'p.json': JSON.stringify({
      name: 'p',
      tasks: [
        { name: 'a', tool: 'calculator', input: { input: '6 * 7' } },
        { name: 'b', needs: ['a'], tool: 'file-operations', input: { operation: 'read', path: 'gate.txt' } },
        { name: 'c', needs: ['b'], tool: 'text-manipulator', input: { operation: 'uppercase', input: '{{a}} {{b}}' } },
      ],
    }),
    'circle.json': JSON.stringify({
      name: 'circle',
      tasks: [
        { name: 'a', needs: ['b'], tool: 'calculator', input: {} },
        { name: 'b', needs: ['a'], tool: 'calculator', input: {} },
      ],
    }),
  });
  assert.match(await run(['process-orchestrator']), /^wave 1: id, size, notes\nwave 2: digest\nwave 3: tag\n/);
  const broken = await run(['process-orchestrator', '--process', 'p.json'], 1);
  assert.match(broken, /^wave 1: a\nwave 2: b\n {2}a +42[^]*c +not done\n[^]*--resume goes on from here/);
  writeFileSync(join(folder.path, String(count), 'gate.txt'), 'open');
  const resumed = await run(['process-orchestrator', '--process', 'p.json', '--resume']);
  assert.match(resumed, /^wave 2: b\nwave 3: c\n[^]*c +42(\.0)? OPEN\n$/);
  assert.match(await run(['process-orchestrator', '--process', 'circle.json'], 1), /in a circle/);
});

test('communication-manager puts what is urgent first, and does each message once', async () => {
  const { run, read } = place();
  const args = ['communication-manager', '--drafts', 'drafts', '--me', 'Ada'];
  const out = await run(args);
  assert.match(out, /^! problem +Cy <cy@example\.org>: The build server is down\n/);
  assert.match(out, /3 new, 0 known, 1 urgent\n$/);
  assert.match(
    read('drafts/re-1-meeting.txt'),
    /^To: Bo <bo@example\.org>\nSubject: Re: Planning\n\nDear Bo,\n\nthank you[^]*\nAda\n$/,
  );
  assert.equal(await run(args), '0 new, 3 known, 0 urgent\n');
});

test('webapp-creator makes pages that hang together', async () => {
  const { run, read } = place({ 'flat.md': '# Flat\n\nno pages\n' });
  assert.match(await run(['webapp-creator', '--out', 'site']), /2 pages in site: open index\.html\n$/);
  const html = read('site/index.html');
  assert.match(html, /<title>Reading list<\/title>/);
  assert.match(html, /<li>Invisible Cities<\/li>/);
  assert.match(html, /<input name="recommended_by" required>/);
  const manifest = JSON.parse(read('site/manifest.json')) as Record<string, { bytes: number }>;
  assert.equal(manifest['index.html']?.bytes, Buffer.byteLength(html));
  assert.match(await run(['webapp-creator', '--spec', 'flat.md', '--out', 'x'], 1), /has no pages/);
});
