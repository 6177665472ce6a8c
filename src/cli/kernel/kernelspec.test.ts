import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseArgs } from '../parse-args.js';
import { checkKernelspecName, installKernelspec, uninstallKernelspec } from './kernelspec.js';
import { kernelsFolder } from './prefix.js';

const root = mkdtempSync(join(tmpdir(), 'llmspell-spec-'));
after(() => rmSync(root, { recursive: true, force: true }));

const spec = { kernelsFolder: root, name: 'llmspell', command: ['/node', '/llmspell.js'], options: ['--deny-all'] };

test('a kernelspec has all that Jupyter shows and starts', async () => {
  const folder = await installKernelspec(spec);
  assert.equal(folder, join(root, 'llmspell'));
  assert.deepEqual(readdirSync(folder).sort(), ['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg']);
  const written = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(written['argv'], [
    ...['/node', '/llmspell.js', 'kernel', 'start', '--deny-all', '--connection-file={connection_file}'],
  ]);
  assert.deepEqual([written['language'], written['interrupt_mode']], ['lua', 'message']);
  await installKernelspec(spec);
  assert.equal(await uninstallKernelspec(root, 'llmspell'), folder);
  assert.deepEqual(readdirSync(root), []);
  await assert.rejects(uninstallKernelspec(root, 'llmspell'), {
    code: 'KERNEL_INSTALL',
    message: /there is no kernelspec/,
  });
});

test('those of others stay', async () => {
  mkdirSync(join(root, 'python3'));
  writeFileSync(join(root, 'python3', 'kernel.json'), '{"argv":["python3"]}');
  const refusal = { code: 'KERNEL_INSTALL', message: /is not a kernelspec of llmspell/ };
  await assert.rejects(installKernelspec({ ...spec, name: 'python3' }), refusal);
  await assert.rejects(uninstallKernelspec(root, 'python3'), refusal);
});

test('a place that cannot be written says why', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  await assert.rejects(installKernelspec({ ...spec, kernelsFolder: join(file, 'x') }), {
    code: 'KERNEL_INSTALL',
    message: /cannot write the kernelspec .*not a directory/,
  });
});

test('names are those that Jupyter takes', () => {
  assert.equal(checkKernelspecName('my-Kernel_1.0'), 'my-Kernel_1.0');
  for (const name of ['', '.', '..', 'a/b', 'ü']) assert.throws(() => checkKernelspecName(name), { code: 'USAGE' });
});

describe('the place', () => {
  const place = async (argv: string[], environment: Record<string, string> = {}): Promise<string> =>
    kernelsFolder(parseArgs(['kernel', 'install', ...argv]).options, environment);

  test('of the user', async () => {
    assert.equal(await place([], { XDG_DATA_HOME: '/d' }), '/d/jupyter/kernels');
    assert.equal(await place(['--user'], { JUPYTER_DATA_DIR: '/j' }), '/j/kernels');
    if (process.platform === 'linux') assert.equal(await place([]), join(homedir(), '.local/share/jupyter/kernels'));
  });

  test('of an environment, the nearest first', async () => {
    const environment = { CONDA_PREFIX: '/conda', VIRTUAL_ENV: '/venv' };
    assert.equal(await place(['--sys-prefix'], environment), '/conda/share/jupyter/kernels');
    assert.equal(await place(['--sys-prefix'], { VIRTUAL_ENV: '/venv' }), '/venv/share/jupyter/kernels');
    const bin = join(root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'python3'), '#!/bin/sh\necho /from/python\n', { mode: 0o755 });
    assert.equal(await place(['--sys-prefix'], { PATH: bin }), '/from/python/share/jupyter/kernels');
    await assert.rejects(place(['--sys-prefix'], { PATH: root }), { code: 'KERNEL_INSTALL', message: /no Python/ });
  });

  test('of choice', async () => {
    assert.equal(await place(['--prefix', '/usr/local']), '/usr/local/share/jupyter/kernels');
    await assert.rejects(place(['--prefix', '/x', '--user']), {
      code: 'USAGE',
      message: /--user does not go with --prefix/,
    });
  });
});
