// On a real directory with links out of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import type { ValueObject } from '../value-kinds.js';
import { BUILT_IN_TOOLS } from './built-in-tools.js';
import { ToolRegistry } from './tool-registry.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'file-tools-')));
const home = join(root, 'home');
const outside = join(root, 'outside');
after(() => rmSync(root, { recursive: true, force: true }));

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, read: [home], write: [home] }, home);
const context = { policy, signal: new AbortController().signal };

const run = (operation: string, parameters: Readonly<Record<string, Value>> = {}): Promise<ValueObject> =>
  registry.execute('file-operations', { operation, ...parameters }, context);

const fails = (promise: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.help);
    return true;
  });

beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  rmSync(outside, { recursive: true, force: true });
  mkdirSync(join(home, 'docs/deep'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(home, 'a.txt'), 'hello');
  writeFileSync(join(home, 'docs/b.txt'), 'bee');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
});

test('read gives text, its size, and the operation', async () => {
  const table = await run('read', { path: 'a.txt' });
  assert.equal(table['text'], 'hello');
  assert.equal(table['success'], true);
  assert.deepEqual(table['result'], { input: 'a.txt', size: 5 });
  const metadata = table['metadata'] as { operation: string; response: { result: unknown } };
  assert.equal(metadata.operation, 'read');
  assert.deepEqual(metadata.response.result, { input: 'a.txt', size: 5 });
});

test('read of JSON parses it beside the text, and content cannot pose as the answer', async () => {
  writeFileSync(join(home, 'c.json'), '{"success":false,"name":"n"}');
  const table = await run('read', { path: 'c.json' });
  assert.equal(table['success'], true);
  assert.equal(table['text'], '{"success":false,"name":"n"}');
  assert.deepEqual(table['data'], { success: false, name: 'n' });
  assert.equal(table['name'], 'n');
});

test('read of bytes that are not text gives bytes', async () => {
  writeFileSync(join(home, 'bin'), Buffer.from([0, 255, 1]));
  assert.deepEqual((await run('read', { path: 'bin' }))['text'], new Uint8Array([0, 255, 1]));
});

test('write, append and the words that scripts look for', async () => {
  assert.equal((await run('write', { path: 'new.txt', input: 'žluť' }))['text'], 'Wrote 6 bytes to new.txt');
  assert.equal(
    (await run('append', { path: 'new.txt', input: new Uint8Array([255]) }))['text'],
    'Appended 1 bytes to new.txt',
  );
  assert.deepEqual(readFileSync(join(home, 'new.txt')), Buffer.concat([Buffer.from('žluť'), Buffer.from([255])]));
  await run('write', { path: 'new.txt', input: '' });
  assert.equal(readFileSync(join(home, 'new.txt')).length, 0);
});

test('a write that fails is an answer; a denied one is an error', async () => {
  const table = await run('write', { path: 'none/x.txt', input: 'x' });
  assert.equal(table['success'], false);
  assert.match(table['text'] as string, /^Operation 'write' failed: .*no such file or directory/);
  assert.equal((table['metadata'] as { response: { success: boolean } }).response.success, false);
  await fails(run('write', { path: '../outside/x', input: 'x' }), 'PERMISSION_WRITE');
  await fails(run('write', { path: 'a.txt' }), 'TOOL_PARAMETER');
});

test('what is missing, a directory, a pipe or too large is named', { timeout: 30_000 }, async () => {
  await fails(run('read', { path: 'none' }), 'FILE_NOT_FOUND');
  await fails(run('read', { path: 'docs' }), 'FILE_IS_DIRECTORY');
  await fails(run('read', { path: 'a.txt/x' }), 'FILE_NOT_DIRECTORY');
  execFileSync('/usr/bin/mkfifo', [join(home, 'pipe')]);
  await fails(run('read', { path: 'pipe' }), 'FILE_NOT_REGULAR');
  writeFileSync(join(home, 'huge'), '');
  truncateSync(join(home, 'huge'), 11 * 1024 * 1024);
  await fails(run('read', { path: 'huge' }), 'FILE_TOO_LARGE');
  await fails(run('append', { path: 'none/x', input: '' }), 'FILE_NOT_FOUND');
});

test('links out of the granted directory are not followed by any operation', async () => {
  symlinkSync(join(outside, 'secret.txt'), join(home, 'key'));
  symlinkSync(outside, join(home, 'door'));
  symlinkSync(join(outside, 'new'), join(home, 'dangling'));
  for (const operation of ['read', 'metadata', 'exists', 'list_dir']) {
    await fails(run(operation, { path: 'key' }), 'PERMISSION_READ');
    await fails(run(operation, { path: 'door/secret.txt' }), 'PERMISSION_READ');
  }
  for (const operation of ['write', 'append', 'create_dir']) {
    await fails(run(operation, { path: 'dangling', input: 'x' }), 'PERMISSION_WRITE');
  }
  await fails(run('copy', { source_path: 'key', target_path: 'stolen' }), 'PERMISSION_READ');
  await fails(run('copy', { source_path: 'a.txt', target_path: 'door/x' }), 'PERMISSION_WRITE');
  await fails(run('move', { source_path: 'door/secret.txt', target_path: 'stolen' }), 'PERMISSION_READ');
  await fails(run('delete', { path: 'door/secret.txt' }), 'PERMISSION_WRITE');
  assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'secret');
  assert.equal(existsSync(join(outside, 'new')), false);
});

test('deleting a link removes the link and not what it points to', async () => {
  symlinkSync(outside, join(home, 'door'));
  await run('delete', { path: 'door', recursive: true });
  assert.equal(existsSync(join(home, 'door')), false);
  assert.ok(existsSync(join(outside, 'secret.txt')));
});

test('a copy is not carried out through a link in its target', async () => {
  mkdirSync(join(home, 'from/sub'), { recursive: true });
  writeFileSync(join(home, 'from/sub/secret.txt'), 'overwritten');
  mkdirSync(join(home, 'to'));
  symlinkSync(outside, join(home, 'to/sub'));
  await fails(run('copy', { source_path: 'from', target_path: 'to', recursive: true }), 'FILE_EXISTS');
  assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'secret');
});

test('directories: create, list, copy, move, delete', async () => {
  assert.equal((await run('mkdir', { path: 'x' }))['text'], 'Created directory: x');
  await run('create_dir', { path: 'x' });
  await fails(run('create_dir', { path: 'y/z' }), 'FILE_NOT_FOUND');
  await run('create_dir', { path: 'y/z', recursive: true });
  const listing = await run('ls', { path: 'docs', recursive: true });
  assert.equal(listing['text'], 'Found 2 entries in docs');
  assert.deepEqual((listing['result'] as { entries: unknown }).entries, [
    { name: 'b.txt', path: 'docs/b.txt', type: 'file', size: 3 },
    {
      name: 'deep',
      path: 'docs/deep',
      type: 'directory',
      size: (listing['result'] as { entries: { size: number }[] }).entries[1]?.size,
    },
  ]);
  await fails(run('cp', { source_path: 'docs', target_path: 'papers' }), 'FILE_IS_DIRECTORY');
  assert.equal(
    (await run('cp', { source_path: 'docs', target_path: 'papers', recursive: true }))['text'],
    'Copied docs to papers',
  );
  await fails(run('cp', { source_path: 'docs', target_path: 'docs/deep/er', recursive: true }), 'FILE_INTO_ITSELF');
  assert.equal((await run('rename', { source_path: 'papers', target_path: 'moved' }))['text'], 'Moved papers to moved');
  assert.equal(readFileSync(join(home, 'moved/b.txt'), 'utf8'), 'bee');
  await fails(run('delete', { path: 'moved' }), 'FILE_NOT_EMPTY');
  assert.equal((await run('delete', { path: 'moved', recursive: true }))['text'], 'Deleted file: moved');
  assert.equal(existsSync(join(home, 'moved')), false);
});

test('the working directory and a granted directory cannot be deleted', async () => {
  await fails(run('delete', { path: '.', recursive: true }), 'FILE_IN_USE');
  const granted = createPolicy({ ...NO_PERMISSIONS, write: [outside] }, home);
  const call = registry.execute(
    'file-operations',
    { operation: 'delete', path: outside, recursive: true },
    { ...context, policy: granted },
  );
  await fails(call, 'PERMISSION_WRITE');
  assert.ok(existsSync(join(outside, 'secret.txt')));
});

test('metadata and exists', async () => {
  const { result, text } = await run('info', { path: 'a.txt' });
  assert.equal(text, 'Retrieved metadata for a.txt');
  const stats = result as Record<string, unknown>;
  assert.deepEqual([stats['path'], stats['type'], stats['size'], stats['readonly']], ['a.txt', 'file', 5, false]);
  assert.ok(!Number.isNaN(Date.parse(String(stats['modified']))));
  assert.equal((await run('exists', { path: 'a.txt' }))['text'], 'Path a.txt exists');
  assert.deepEqual((await run('exists', { path: 'none' }))['result'], { path: 'none', exists: false });
  assert.equal((await run('exists', { path: 'none' }))['text'], 'Path none does not exist');
});
