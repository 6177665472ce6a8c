import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SpellError } from '../base/errors.js';
import type { Connection } from '../protocol/connection-file.js';
import { findKernel } from './find-kernel.js';
import { jupyterRuntimeFolder, kernelFolder } from './kernel-folder.js';
import type { KernelFile } from './kernel-files.js';
import { removeKernelFile, writeKernelFile } from './kernel-files.js';
import { rememberKernel } from './last-kernel.js';
import { processMark } from './process-mark.js';

const root = mkdtempSync(join(tmpdir(), 'llmspell-find-'));
const saved = { ...process.env };
before(() => {
  process.env['LLMSPELL_KERNEL_DIR'] = join(root, 'kernels');
  process.env['JUPYTER_RUNTIME_DIR'] = join(root, 'jupyter');
});
after(() => {
  process.env = saved;
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => rmSync(join(root, 'kernels'), { recursive: true, force: true }));

const start = async (
  id: string,
  port: number,
  more: Partial<Connection> = {},
  folder?: string,
): Promise<KernelFile> => {
  const connection: Connection = {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: port,
    iopub_port: port + 1,
    stdin_port: port + 2,
    control_port: port + 3,
    hb_port: port + 4,
    key: id,
    signature_scheme: 'hmac-sha256',
    pid: process.pid,
    process_mark: (await processMark(process.pid)) ?? '',
    host: hostname(),
    ...more,
  };
  return writeKernelFile(id, connection, folder);
};

const foundAs = async (address?: string): Promise<string> => (await findKernel(address)).id;
const refuses = async (address: string | undefined, code: string, message: RegExp): Promise<void> =>
  assert.rejects(findKernel(address), (error: unknown) => {
    assert.ok(error instanceof SpellError);
    assert.match(`${error.message}\n${error.help}`, message);
    return error.code === code;
  });

describe('a kernel is found', () => {
  test('by its id, and by the beginning of it', async () => {
    await start('abc', 1000);
    await start('abcd', 2000);
    await start('xyz', 3000);
    assert.equal(await foundAs('abc'), 'abc');
    assert.equal(await foundAs('abcd'), 'abcd');
    assert.equal(await foundAs('x'), 'xyz');
    await refuses('ab', 'KERNEL_AMBIGUOUS', /abc, abcd/);
    await refuses('q', 'KERNEL_NOT_FOUND', /no kernel 'q' runs\nllmspell kernel list/);
  });

  test('by a port of this machine', async () => {
    await start('abc', 1000);
    await start('everywhere', 2000, { ip: '0.0.0.0' });
    await start('six', 3000, { ip: '::1' });
    for (const address of ['127.0.0.1:1000', 'localhost:1004']) assert.equal(await foundAs(address), 'abc');
    for (const address of ['127.0.0.1:2001', `${hostname()}:2000`]) assert.equal(await foundAs(address), 'everywhere');
    assert.equal(await foundAs('[::1]:3000'), 'six');
    await refuses('127.0.0.1:1005', 'KERNEL_NOT_FOUND', /no kernel listens at/);
    await refuses('example.org:1000', 'KERNEL_NOT_FOUND', /copy the connection file/);
  });

  test('by its file', async () => {
    const { path } = await start('abc', 1000);
    assert.equal(await foundAs(path), 'abc');
    assert.equal(await foundAs('abc.json'), 'abc');
    await refuses('./abc.json', 'CONNECTION_FILE', /there is no such file/);
    const gone = await start('gone', 2000, { process_mark: 'another' });
    await refuses(gone.path, 'KERNEL_NOT_FOUND', /is gone/);
    await refuses(gone.path, 'CONNECTION_FILE', /there is no such file/);
  });

  test('by its name at Jupyter', async () => {
    const runtime = jupyterRuntimeFolder();
    const file = await start('kernel-55aa-22', 1000, {}, runtime);
    assert.equal(await foundAs('55aa'), '55aa-22');
    assert.equal(await foundAs('kernel-55aa-22.json'), '55aa-22');
    assert.equal(await foundAs('localhost:1000'), '55aa-22');
    await start('55aa', 2000);
    assert.equal((await findKernel('55')).connection.shell_port, 2000);
    await removeKernelFile(file);
  });

  test('without a name: the last one, else the only one', async () => {
    await refuses(undefined, 'KERNEL_NOT_FOUND', /no kernel runs\nstart one/);
    const abc = await start('abc', 1000);
    assert.equal(await foundAs(), 'abc');
    const xyz = await start('xyz', 2000);
    await refuses(undefined, 'KERNEL_AMBIGUOUS', /abc, xyz/);
    await rememberKernel(abc);
    assert.equal(await foundAs(), 'abc');
    await rememberKernel(xyz);
    assert.equal(await foundAs(), 'xyz');
    await removeKernelFile(xyz);
    assert.equal(await foundAs(), 'abc');
  });
});

test('folders', () => {
  const home = process.env['HOME'] ?? '';
  assert.equal(kernelFolder({}), join(home, '.llmspell', 'kernels'));
  assert.equal(kernelFolder({ LLMSPELL_KERNEL_DIR: '/x' }), '/x');
  assert.equal(jupyterRuntimeFolder({ JUPYTER_RUNTIME_DIR: '/r' }), '/r');
  assert.equal(jupyterRuntimeFolder({ JUPYTER_DATA_DIR: '/d' }), '/d/runtime');
});
