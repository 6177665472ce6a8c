// The working directory of a run: what relative paths mean, and that permissions do not move with it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { failureOf, TestEngine } from '../support/engine.js';
import { tempFolder } from '../support/temp-folder.js';

function folders(): { readonly root: string; readonly one: string; readonly two: string } {
  const folder = tempFolder();
  const root = folder.path;
  const [one, two] = [join(root, 'one'), join(root, 'two')];
  for (const name of ['one', 'two']) {
    folder.file(`${name}/name.txt`, join(root, name));
    folder.file(`${name}/module.lua`, `return ${JSON.stringify(join(root, name))}`);
  }
  return { root, one, two };
}

const READ = 'local f = assert(io.open("name.txt")) return f:read("a")';

test('relative paths of io, os, dofile and require start from the directory of the run', async (t) => {
  const { root, one, two } = folders();
  const permissions = { ...NO_PERMISSIONS, read: [root], write: [root] };
  const engine = new TestEngine(t, { permissions, workingDirectory: one });
  assert.deepEqual(await engine.results(READ), [one]);
  assert.deepEqual(await engine.results(READ, { workingDirectory: two }), [two]);
  assert.deepEqual(await engine.results(READ, { workingDirectory: '../two' }), [two]);
  assert.deepEqual(await engine.results(READ), [one]);
  assert.deepEqual(await engine.results('return dofile("module.lua")', { workingDirectory: two }), [two]);
  assert.deepEqual(await engine.results('return (require("module"))', { workingDirectory: two }), [two]);
  await engine.results('assert(os.rename("name.txt", "other.txt"))', { workingDirectory: two });
  assert.equal(readFileSync(join(two, 'other.txt'), 'utf8'), two);
  await engine.results('io.open("kept.txt", "w"):write("x")', { workingDirectory: two });
  assert.equal(readFileSync(join(two, 'kept.txt'), 'utf8'), 'x');
});

test('what may be read stays the same wherever a run works', async (t) => {
  const { one, two } = folders();
  const engine = new TestEngine(t, { permissions: { ...NO_PERMISSIONS, read: [one] }, workingDirectory: one });
  const refused = failureOf(await engine.outcome('dofile("name.txt")', { workingDirectory: two }));
  assert.equal(refused.host?.code, 'PERMISSION_READ');
  assert.deepEqual(await engine.results('return io.open("../one/name.txt"):read("a")', { workingDirectory: two }), [
    one,
  ]);
});

test('services are told the directory of the run that calls', async (t) => {
  const { one, two } = folders();
  const engine = new TestEngine(t, { call: (_args, context) => context.workingDirectory, workingDirectory: one });
  assert.deepEqual(await engine.results('return call()', { workingDirectory: two }), [two]);
  assert.deepEqual(await engine.results('return call()'), [one]);
});

test('a script and its modules are found from the directory of the run', async (t) => {
  const { one, two } = folders();
  const engine = new TestEngine(t, { workingDirectory: one });
  const request = { workingDirectory: two, scriptName: './script.lua' };
  assert.deepEqual(await engine.results('return (require("module"))', request), [two]);
});
