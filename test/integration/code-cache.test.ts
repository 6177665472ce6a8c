import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { repoRoot } from '../support/repo-root.js';
import { tempFolder } from '../support/temp-folder.js';

const built = join(repoRoot, 'dist');
const threads = ['llmspell', 'worker'];
// With `npm run coverage`, dist/ only leads to build/.
const skip = process.env['NODE_V8_COVERAGE'] === undefined ? false : 'there are no bundles when coverage is measured';

test('V8 takes the code caches of the build', { skip }, () => {
  for (const name of threads) {
    const cachedData = readFileSync(join(built, `${name}.cache`));
    const script = new Script(readFileSync(join(built, `${name}.bundle.js`), 'latin1'), { cachedData });
    assert.equal(script.cachedDataRejected, false, name);
  }
});

test('the command works without code caches, and with those of another V8', { skip }, () => {
  const folder = tempFolder();
  folder.file('package.json', '{ "name": "llmspell", "version": "0.0.0", "type": "module" }');
  const dist = join(folder.path, 'dist');
  cpSync(built, dist, { recursive: true });
  const run = (): unknown => {
    const command = [join(dist, 'llmspell.cjs'), 'exec', 'print(1) error("no")'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { status, stdout, isExplained: stderr.includes('no') && stderr.includes('print(1)') };
  };
  const expected = { status: 1, stdout: '1\n', isExplained: true };
  for (const name of threads) writeFileSync(join(dist, `${name}.cache`), 'not for this V8');
  assert.deepEqual(run(), expected);
  for (const name of threads) rmSync(join(dist, `${name}.cache`));
  assert.deepEqual(run(), expected);
});
