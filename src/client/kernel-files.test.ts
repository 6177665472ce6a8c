import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { SpellError } from '../base/errors.js';
import type { Connection } from '../protocol/connection-file.js';
import { formatConnection } from '../protocol/connection-file.js';
import { idOf, isStale, listKernels, readKernelFile, removeKernelFile, writeKernelFile } from './kernel-files.js';
import { processMark } from './process-mark.js';

const root = mkdtempSync(join(tmpdir(), 'llmspell-kernel-files-'));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => join(root, String((folders += 1)), 'kernels');

const connection = async (more: Partial<Connection> = {}): Promise<Connection> => ({
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 1001,
  iopub_port: 1002,
  stdin_port: 1003,
  control_port: 1004,
  hb_port: 1005,
  key: 'secret',
  signature_scheme: 'hmac-sha256',
  pid: process.pid,
  process_mark: (await processMark(process.pid)) ?? '',
  host: hostname(),
  start_time: '2025-01-01T00:00:00.000Z',
  ...more,
});

const fails = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof SpellError && error.code === code && message.test(error.message);

describe('a connection file', () => {
  test('is its owner’s only, in a folder that is', async () => {
    const folder = newFolder();
    const { path } = await writeKernelFile('one', await connection(), folder);
    assert.equal(path, join(folder, 'one.json'));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(folder), ['one.json']);
  });

  test('is read as it was written', async () => {
    const written = await writeKernelFile('one', await connection(), newFolder());
    assert.deepEqual(await readKernelFile(written.path), written);
  });

  test('of a kernel that runs is not replaced; of ten that start at once one gets the name', async () => {
    const folder = newFolder();
    const mine = await connection();
    const starts = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) => writeKernelFile('one', { ...mine, key: `key ${index}` }, folder)),
    );
    assert.equal(starts.filter(({ status }) => status === 'fulfilled').length, 1);
    const refused = starts.find((start) => start.status === 'rejected');
    assert.ok(fails('KERNEL_EXISTS', /a kernel 'one' runs already/)(refused?.reason));
    assert.deepEqual(readdirSync(folder), ['one.json']);
  });

  test('of a kernel that is gone, or one that is damaged, is replaced', async () => {
    const folder = newFolder();
    await writeKernelFile('one', await connection({ process_mark: 'another' }), folder);
    await writeKernelFile('one', await connection({ key: 'new' }), folder);
    assert.equal((await readKernelFile(join(folder, 'one.json'))).connection.key, 'new');
    writeFileSync(join(folder, 'one.json'), '{');
    await writeKernelFile('one', await connection({ key: 'newer' }), folder);
    assert.equal((await readKernelFile(join(folder, 'one.json'))).connection.key, 'newer');
  });

  test('is removed by the kernel that wrote it, not by another', async () => {
    const folder = newFolder();
    const old = await writeKernelFile('one', await connection({ process_mark: 'another' }), folder);
    const current = await writeKernelFile('one', await connection({ key: 'new' }), folder);
    await removeKernelFile(old);
    assert.ok(existsSync(current.path));
    await removeKernelFile(current);
    await removeKernelFile(current);
    assert.ok(!existsSync(current.path));
  });

  test(
    'that cannot be written says why',
    { skip: process.getuid?.() === 0 && 'root may write everywhere' },
    async () => {
      const folder = newFolder();
      await writeKernelFile('one', await connection(), folder);
      chmodSync(folder, 0o500);
      await assert.rejects(
        writeKernelFile('two', await connection(), folder),
        fails('KERNEL_FOLDER', /permission denied/),
      );
      chmodSync(folder, 0o700);
    },
  );

  test('below a file cannot be written', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    await assert.rejects(
      writeKernelFile('one', await connection(), join(file, 'kernels')),
      fails('KERNEL_FOLDER', /a part of the path is a file/),
    );
  });
});

describe('reading', () => {
  const refused: readonly (readonly [what: string, content: string, message: RegExp])[] = [
    ['no JSON', '{"key":"secret"', /it is not JSON/],
    ['too large', ' '.repeat(70_000), /too large/],
    ['no key', '{"ip":"127.0.0.1"}', /it has no key/],
  ];
  for (const [what, content, message] of refused) {
    test(what, async () => {
      const path = join(root, 'bad.json');
      writeFileSync(path, content);
      await assert.rejects(readKernelFile(path), (error: Error) => {
        assert.doesNotMatch(error.message, /secret/);
        return fails('CONNECTION_FILE', message)(error);
      });
    });
  }

  test('no file, and a folder', async () => {
    await assert.rejects(readKernelFile(join(root, 'nowhere')), fails('CONNECTION_FILE', /there is no such file/));
    await assert.rejects(readKernelFile(root), fails('CONNECTION_FILE', /it is a folder/));
  });
});

describe('the list', () => {
  test('has what runs, oldest first, and clears what is gone', async () => {
    const folder = newFolder();
    await writeKernelFile('young', await connection({ start_time: '2025-01-02T00:00:00.000Z' }), folder);
    await writeKernelFile('old', await connection(), folder);
    await writeKernelFile('gone', await connection({ pid: 2 ** 22 + 1 }), folder);
    await writeKernelFile('reused', await connection({ process_mark: 'another' }), folder);
    writeFileSync(join(folder, 'damaged.json'), 'nonsense');
    assert.deepEqual(
      (await listKernels(folder)).map(({ id }) => id),
      ['old', 'young'],
    );
    assert.deepEqual(readdirSync(folder).sort(), ['damaged.json', 'old.json', 'young.json']);
  });

  test('without a folder is empty', async () => {
    assert.deepEqual(await listKernels(newFolder()), []);
  });
});

test('nothing is known of processes of another machine, and of files without one', async () => {
  const file = async (more: Partial<Connection>) => ({ path: '', id: '', connection: await connection(more) });
  assert.equal(await isStale(await file({ host: 'elsewhere', pid: 2 ** 22 + 1 })), false);
  const { pid, ...others } = await connection();
  assert.equal(pid, process.pid);
  assert.equal(await isStale({ path: '', id: '', connection: others }), false);
  assert.equal(formatConnection(others).includes('pid'), false);
});

test('names', () => {
  assert.equal(idOf('/x/abc.json'), 'abc');
  assert.equal(idOf('/run/kernel-1f-2e.json'), '1f-2e');
  assert.equal(idOf('kernel-.json'), 'kernel-');
});
