import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';

test('the published package has what it needs to run, its documents and licences, and nothing else', () => {
  const pack = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: repoRoot,
    encoding: 'utf8',
  });
  assert.equal(pack.status, 0, pack.stderr);
  const [{ files }] = JSON.parse(pack.stdout) as [{ files: { path: string; mode: number }[] }];
  const paths = files.map(({ path }) => path);
  const needed = [
    'dist/llmspell.cjs',
    'dist/worker.cjs',
    'dist/client.js',
    'examples/quickstart.lua',
    'docs/reference/errors.md',
  ];
  for (const path of [...needed, 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json']) {
    assert.ok(paths.includes(path), `${path} is missing`);
  }
  const allowed = /^(dist|examples|docs\/guide|docs\/reference)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/;
  assert.deepEqual(
    paths.filter((path) => !allowed.test(path)),
    [],
  );
});
