import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { firstCommands, markdownFiles, readText, namedSources, relativeLinks, renderFolderTable } from './documents.js';
import { folders } from './layout.js';

describe('the documents say what the code does', () => {
  test('ARCHITECTURE.md shows the folder table', () => {
    const table = renderFolderTable(folders);
    assert.ok(readText('ARCHITECTURE.md').includes(`\n${table}\n`), `the table should read:\n${table}`);
  });

  test('links between documents lead somewhere', () => {
    const dead = markdownFiles().flatMap((file) =>
      relativeLinks(readText(file))
        .filter((target) => !existsSync(join(repoRoot, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
    assert.deepEqual(dead, []);
  });

  test('source files that documents name exist', () => {
    const gone = markdownFiles().flatMap((file) =>
      namedSources(readText(file))
        .filter((path) => ![path, join('src', path)].some((place) => existsSync(join(repoRoot, place))))
        .map((path) => `${file}: ${path}`),
    );
    assert.deepEqual(gone, []);
  });

  test('every npm command in the documents exists', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const named = markdownFiles().flatMap((file) =>
      [...readText(file).matchAll(/npm run ([a-z:]+)/g)].map((match) => `${file}: ${match[1] ?? ''}`),
    );
    assert.deepEqual(
      named.filter((entry) => !(entry.replace(/^.*: /, '') in scripts)),
      [],
    );
  });

  test('.ci/run installs and then calls the test command of the README', () => {
    const commands = firstCommands(readText('README.md'));
    const ci = readText('.ci/run').split('\n');
    assert.deepEqual(commands, ['npm ci && npm start', 'npm test']);
    assert.equal(ci.filter((line) => line !== '').at(-1), 'npm test');
    assert.ok(ci.includes('retry npm ci'));
    assert.ok(ci.includes('export REQUIRE_PEERS=1'));
    assert.ok((statSync(join(repoRoot, '.ci/run')).mode & 0o111) !== 0);
  });

  test('.ci/run installs the programs that tests compare against, and no others', () => {
    const list = /^peers=\(([^)]*)\)$/m.exec(readText('.ci/run'))?.[1] ?? '';
    const installed = list.match(/\S+/g)?.map((entry) => entry.replace(/^.*:/, '')) ?? [];
    const used = testTexts().flatMap(usedPeers);
    assert.deepEqual(installed.sort(), [...new Set(used)].sort());
  });
});

/** Programs, and modules of Python with a dot before them. */
function usedPeers(text: string): string[] {
  const programs = [...text.matchAll(/\bpeer\('([^']+)'\)/g)].map(([, name]) => name!);
  const modules = [...text.matchAll(/\bpythonPeer\(\[(.*)\]\)/g)].flatMap(([, names]) => names!.match(/\w+/g) ?? []);
  return [...programs, ...modules.map((name) => `.${name}`)];
}

describe('the readers of documents', () => {
  test('take commands from the first block, without comments', () => {
    assert.deepEqual(firstCommands('x\n```sh\nnpm ci   # install\n\nnpm test\n```\n```sh\nother\n```\n'), [
      'npm ci',
      'npm test',
    ]);
  });
  test('see links that can be dead', () => {
    const text = '[a](docs/a.md#part) [b](https://example.org) `[c](c.md)` [d](#here)\n```\n[e](e.md)\n```\n';
    assert.deepEqual(relativeLinks(text), ['docs/a.md']);
  });
  test('see the source files that are named', () => {
    assert.deepEqual(namedSources('`engine/host.ts` and `scripts/x.mjs`, not `x.ts`, engine/a.ts or `a/*.ts`'), [
      'engine/host.ts',
      'scripts/x.mjs',
    ]);
  });
  test('show a row of the table', () => {
    const table = renderFolderTable([{ folder: 'x', purpose: 'y', imports: ['a'], types: ['b'], thread: 'both' }]);
    assert.equal(table.split('\n')[2], '| x | y | a, b (types) | both |');
  });
});

function testTexts(): string[] {
  const files = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(repoRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('peer.test.ts')).map(readText);
}
