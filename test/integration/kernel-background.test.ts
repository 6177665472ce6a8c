// Kernels in the background that several ask for, and commands that watch them.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { anyKernel } from '../../src/cli/kernel/start-in-background.js';
import { Kernels } from '../support/kernels.js';
import { processEnd } from '../support/processes.js';
import { startCli } from '../support/run-cli.js';

const kernels = new Kernels();
const saved = { ...process.env };
Object.assign(process.env, kernels.env);
after(() => {
  process.env = saved;
  kernels.killAll();
});

describe('any kernel', () => {
  test('is one for all who ask at the same time, and for those who ask later', async () => {
    const asked = await Promise.all(Array.from({ length: 6 }, async () => anyKernel()));
    const [first] = asked;
    assert.ok(first !== undefined);
    await kernels.file(first.id);
    assert.deepEqual(
      asked,
      asked.map(() => first),
    );
    assert.deepEqual(await anyKernel(), first);
    assert.equal(await kernels.execute(first, 'print(1)'), '1\n');
    process.kill(first.connection.pid!, 'SIGKILL');
    await processEnd(first.connection.pid);
    const second = await anyKernel();
    await kernels.file(second.id);
    assert.notEqual(second.id, first.id);
    assert.equal((await kernels.run(['stop'])).code, 0);
  });

  test('is the one that was connected to last, else the youngest', async () => {
    await kernels.startDaemon('a');
    await kernels.startDaemon('b');
    assert.equal((await anyKernel()).id, 'b');
    await kernels.run(['connect', 'a']);
    assert.equal((await anyKernel()).id, 'a');
    assert.equal((await kernels.run(['stop', '--all'])).code, 0);
  });

  test('is not waited for behind a lock of the dead', async () => {
    mkdirSync(kernels.folder, { recursive: true });
    writeFileSync(join(kernels.folder, 'start.lock'), `${2 ** 22 + 1} gone x`);
    const { id } = await anyKernel();
    assert.equal((await kernels.run(['stop', id])).code, 0);
    assert.ok(!kernels.files().includes('start.lock'));
  });
});

test('status is watched until Ctrl+C, or the end of the kernel', async () => {
  const { connection } = await kernels.startDaemon('watched');
  const watch = startCli(['kernel', 'status', 'watched', '--watch', '--output', 'json'], { env: kernels.env });
  await watch.printed('\n{"id":"watched"');
  watch.process.kill('SIGINT');
  assert.equal((await watch.result).code, 130);
  const other = startCli(['kernel', 'status', 'watched', '--watch'], { env: kernels.env });
  await other.printed('kernel   watched');
  process.kill(connection.pid!, 'SIGKILL');
  const { code, stderr } = await other.result;
  assert.equal(code, 2);
  assert.match(stderr, /the kernel 'watched' has ended/);
});

test('logs are followed, also into a new file, until Ctrl+C', async () => {
  await kernels.startDaemon('logging');
  const log = join(kernels.folder, 'logging.log');
  appendFileSync(log, 'one\n');
  const follow = startCli(['kernel', 'logs', '-f', 'logging'], { env: kernels.env });
  await follow.printed('one\n');
  appendFileSync(log, 'two\n');
  await follow.printed('one\ntwo\n');
  writeFileSync(log, 'new\n');
  await follow.printed('one\ntwo\nnew\n');
  follow.process.kill('SIGINT');
  assert.equal((await follow.result).code, 130);
  assert.equal((await kernels.run(['stop', 'logging', '--force'])).code, 0);
});

test('shells complete the ids of kernels', async () => {
  await kernels.startDaemon('shell-one');
  const { stdout } = await startCli(['complete', 'kernel', 'stop', 'sh'], { env: kernels.env }).result;
  assert.match(stdout, /^shell-one\tsince \d{4}-/);
  await kernels.run(['stop', 'shell-one']);
});
