// The commands below `llmspell kernel`, as processes in a folder of their own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { writeKernelFile } from '../../src/client/kernel-files.js';
import { processMark } from '../../src/client/process-mark.js';
import { anyOf, processEnd } from '../support/processes.js';
import { cliPath, runCli } from '../support/run-cli.js';
import { Kernels } from '../support/kernels.js';

const kernels = new Kernels();
after(() => kernels.killAll());

/** Runs until it is interrupted, and cannot be persuaded. */
const LOOP = 'while true do pcall(function() while true do end end) end';

describe('a kernel in the background', () => {
  test('starts, is listed, tells its status, keeps what is defined, and stops', async () => {
    const kernel = await kernels.startDaemon('life');
    assert.equal(statSync(kernel.path).mode & 0o777, 0o600);
    assert.equal(statSync(kernels.folder).mode & 0o777, 0o700);

    const list = await kernels.run(['list', '--output', 'json']);
    assert.deepEqual(
      (JSON.parse(list.stdout) as { id: string; state: string; pid: number }[]).map(({ id, state, pid }) => [
        id,
        state,
        pid,
      ]),
      [['life', 'alive', kernel.connection.pid]],
    );
    assert.match((await kernels.run(['list'])).stdout, /^ID +PROCESS +UP +ADDRESS\nlife +\d+ /);

    await kernels.execute(kernel, 'n = 41');
    assert.equal(await kernels.execute(kernel, 'print(n + 1)'), '42\n');

    const status = JSON.parse((await kernels.run(['status', 'life', '--output', 'json'])).stdout) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [status['id'], status['pid'], status['connection_file']],
      ['life', kernel.connection.pid, kernel.path],
    );
    assert.deepEqual(status['executions'], { finished: 2, failed: 0, running: 0 });
    assert.match((await kernels.run(['status', 'li'])).stdout, /^kernel +life, process \d+[^]*\nmain +idle +2 /);

    const connected = await kernels.run(['connect', kernel.path]);
    assert.match(connected.stdout, /^connected to life at 127\.0\.0\.1:.*: llmspell \d+\.\d+\.\d+, lua 5\.4\n$/);
    assert.match((await kernels.run(['list'])).stdout, /^life \*/m);

    assert.equal((await kernels.run(['stop'])).stdout, 'kernel life has ended\n');
    assert.equal(await processMark(kernel.connection.pid!), undefined);
    assert.deepEqual(kernels.files(), []);
    assert.equal((await kernels.run(['list'])).stdout, 'no kernel runs\n');
  });

  test('has one name only', async () => {
    await kernels.startDaemon('twin');
    const second = await kernels.run(['start', '--daemon', '--id', 'twin']);
    assert.deepEqual([second.code, second.stdout], [2, '']);
    assert.match(second.stderr, /^error: a kernel 'twin' runs already \(.*process \d+\)\n {2}help: /);
    assert.equal((await kernels.run(['stop', 'twin'])).code, 0);
  });

  test('says why it does not start', async () => {
    const { code, stderr } = await kernels.run(['start', '--daemon', '-c', 'nowhere.toml']);
    assert.equal(code, 2);
    assert.match(stderr, /^error: cannot read the configuration file '.*nowhere\.toml': there is no such file\n/);
    assert.deepEqual(kernels.files(), []);
  });

  test('begins anew at the same place', async () => {
    const kernel = await kernels.startDaemon('again');
    await kernels.execute(kernel, 'n = 1');
    assert.equal((await kernels.run(['restart', 'again'])).stdout, 'kernel again has been started again\n');
    assert.deepEqual(await kernels.file('again'), kernel);
    assert.equal(await kernels.execute(kernel, 'print(n)'), 'nil\n');
    await kernels.run(['stop', 'again']);
  });

  test('ends when nobody needs it', async () => {
    const cli = await kernels.startHere('bored', ['--idle-timeout', '300ms']);
    assert.equal((await cli.result).code, 0);
    assert.deepEqual(kernels.files(), []);
  });

  test('logs beside its connection file', async () => {
    await kernels.startDaemon('talker', '--trace', 'debug');
    const log = join(kernels.folder, 'talker.log');
    assert.equal(statSync(log).mode & 0o777, 0o600);
    await kernels.execute(await kernels.file('talker'), 'State.save("global", "a", 1)');
    const { stdout } = await kernels.run(['logs', 'talker']);
    assert.equal(stdout, readFileSync(log, 'utf8'));
    assert.match(stdout, /services\.state/);
    await kernels.run(['stop', 'talker']);
    assert.match((await kernels.run(['logs', 'talker'])).stdout, /services\.state/);
    const none = await kernels.run(['logs', 'nobody']);
    assert.match(none.stderr, /no kernel 'nobody' runs/);
  });

  test('survives a script that wants all the memory', async () => {
    const kernel = await kernels.startDaemon('small', '--max-memory', '32MB');
    await assert.rejects(kernels.execute(kernel, 's = "x" while true do s = s .. s end'), /memory/);
    assert.equal(await kernels.execute(kernel, 'print("alive")'), 'alive\n');
    await kernels.run(['stop', 'small']);
  });

  test('is meant by HOST:PORT, also over ipc by its id', async () => {
    const kernel = await kernels.startDaemon('six', '--ip', '127.0.0.1');
    const { stdout } = await kernels.run(['connect', `localhost:${kernel.connection.shell_port}`]);
    assert.match(stdout, /^connected to six /);
    const ipc = await kernels.startDaemon('pipe', '--transport', 'ipc');
    assert.equal(await kernels.execute(ipc, 'print(1)'), '1\n');
    assert.match((await kernels.run(['status', 'pipe'])).stdout, /ipc:\/\//);
    assert.equal(
      (await kernels.run(['stop', '--all'])).stdout.split('\n').sort().join('\n'),
      '\nkernel pipe has ended\nkernel six has ended',
    );
    assert.deepEqual(
      kernels.files().filter((name) => !name.endsWith('.log')),
      [],
    );
  });
});

describe('stopping', () => {
  test('ends a loop that catches everything', async () => {
    const kernel = await kernels.startDaemon('loop');
    const running = kernels.use(kernel, async (client) => client.execute(LOOP).done).catch(() => undefined);
    assert.equal((await kernels.run(['stop', 'loop', '--force'])).stdout, 'kernel loop has ended\n');
    await running;
  });

  test('kills what does not answer, but only when told to', { timeout: 120_000 }, async () => {
    const { pid } = (await kernels.startDaemon('frozen')).connection;
    process.kill(pid!, 'SIGSTOP');
    const status = await kernels.run(['status', 'frozen']);
    assert.equal(status.code, 2);
    assert.match(status.stderr, /the kernel 'frozen' does not answer, although its process \d+ is there\n.*--force/);
    assert.match((await kernels.run(['list'])).stdout, /^frozen +\d+ +silent/m);
    const { code, stdout } = await kernels.run(['stop', 'frozen', '--force']);
    assert.deepEqual([code, stdout], [0, 'kernel frozen was killed\n']);
    assert.equal(await processMark(pid!), undefined);
    assert.ok(!kernels.files().includes('frozen.json'));
  });

  test('of nothing says so', async () => {
    assert.equal((await kernels.run(['stop', '--all'])).stdout, 'no kernel runs\n');
    const { code, stderr } = await kernels.run(['stop', 'nobody']);
    assert.deepEqual([code, stderr.split('\n')[0]], [2, "error: no kernel 'nobody' runs"]);
  });
});

describe('a kernel that was killed', () => {
  test('prevents no other of its name or ports, and is cleared away', async () => {
    const first = await kernels.startHere('dead', ['--port', String(await freePorts())]);
    const kernel = await kernels.file('dead');
    first.process.kill('SIGKILL');
    await first.result;
    assert.ok(existsSync(kernel.path));
    const second = await kernels.startDaemon('dead', '--port', String(kernel.connection.shell_port));
    assert.equal(second.connection.hb_port, kernel.connection.hb_port);
    assert.notEqual(second.connection.pid, kernel.connection.pid);
    process.kill(second.connection.pid!, 'SIGKILL');
    await processEnd(second.connection.pid);
    assert.equal((await kernels.run(['list'])).stdout, 'no kernel runs\n');
    assert.ok(!existsSync(second.path));
  });

  test('leaves ipc sockets that are taken over', async () => {
    const { pid } = (await kernels.startDaemon('sockets', '--transport', 'ipc')).connection;
    process.kill(pid!, 'SIGKILL');
    await processEnd(pid);
    const kernel = await kernels.startDaemon('sockets', '--transport', 'ipc');
    assert.equal(await kernels.execute(kernel, 'print(1)'), '1\n');
    await kernels.run(['stop', 'sockets']);
  });
});

describe('a kernel in the foreground', () => {
  test('says how to connect; Ctrl+C interrupts what runs and nothing else', async () => {
    const cli = await kernels.startHere('front');
    const kernel = await kernels.file('front');
    cli.process.kill('SIGINT');
    assert.equal(await kernels.execute(kernel, 'print("still here")'), 'still here\n');
    await kernels.use(kernel, async (client) => {
      const { done } = client.execute(`print("begun") ${LOOP}`, {
        onOutput: (output) => {
          if (output.type === 'stream') cli.process.kill('SIGINT');
        },
      });
      const { reply } = await done;
      assert.equal(reply.status, 'error');
    });
    assert.equal(await kernels.execute(kernel, 'print("and still")'), 'and still\n');
    cli.process.kill('SIGTERM');
    const { code, stdout, stderr } = await cli.result;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, new RegExp(`^kernel front listens at 127\\.0\\.0\\.1:.*\nconnection file: ${kernel.path}\n`));
    assert.ok(!existsSync(kernel.path));
  });

  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
    test(`ends by ${signal}`, async () => {
      const cli = await kernels.startHere('ends');
      cli.process.kill(signal);
      assert.equal((await cli.result).code, 0);
      assert.ok(!kernels.files().includes('ends.json'));
    });
  }

  test('warns where others can connect', async () => {
    const cli = await kernels.startHere('open', ['--ip', '0.0.0.0']);
    assert.equal((await kernels.run(['stop', 'open'])).code, 0);
    assert.match((await cli.result).stdout, /signed, but everybody on the way can read it/);
  });

  test('tells programs where it is', async () => {
    const cli = await kernels.startHere('json', ['--output', 'json'], {}, '"connection_file"');
    await kernels.run(['stop', 'json']);
    const fields = JSON.parse((await cli.result).stdout) as Record<string, unknown>;
    assert.deepEqual([fields['id'], fields['connection_file']], ['json', join(kernels.folder, 'json.json')]);
  });

  test('names the port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await kernels.run(['start', '--port', String(port)]);
    server.close();
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^error: port ${port} of 127\\.0\\.0\\.1 is taken`));
    assert.deepEqual(
      kernels.files().filter((name) => name.endsWith('.json')),
      [],
    );
  });

  test('says what is wrong with the folder', async () => {
    const file = kernels.home.file('file', '');
    const { code, stderr } = await kernels.run(['start'], { env: { LLMSPELL_KERNEL_DIR: join(file, 'kernels') } });
    assert.equal(code, 2);
    assert.match(stderr, /^error: cannot make the folder '.*': a part of the path is a file\n {2}help: /);
  });
});

describe('a kernel that Jupyter starts', () => {
  const connection = (key: string): Record<string, unknown> => ({
    transport: 'ipc',
    ip: join(kernels.home.path, 'j'),
    ...{ shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 },
    ...{ key, signature_scheme: 'hmac-sha256', kernel_name: 'llmspell' },
  });

  test('listens where the file says, leaves the file alone, and ends with its parent', async () => {
    const path = kernels.home.file('runtime/kernel-12ab-34.json', JSON.stringify(connection('secret')));
    // A parent that starts the kernel, prints its process id and waits to be killed.
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process');
        const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
        const child = spawn(process.execPath, process.argv.slice(1), { stdio: 'ignore', env });
        console.log(child.pid);
        setInterval(() => undefined, 1000);`,
        ...[cliPath, 'kernel', 'start', '--connection-file', path],
      ],
      { env: { ...process.env, ...kernels.env }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const kernel = { path, id: '12ab-34', connection: { ...connection('secret'), pid } as never };
    assert.equal(await kernels.execute(kernel, 'print(1)'), '1\n');
    const own = await anyOf(() => (kernels.files().includes('12ab-34.json') ? kernels.file('12ab-34') : undefined));
    assert.deepEqual([own.connection.pid, own.connection.key], [pid, 'secret']);
    parent.kill('SIGKILL');
    await processEnd(pid);
    assert.deepEqual(
      kernels.files().filter((name) => name.endsWith('.json')),
      [],
    );
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), connection('secret'));
  });

  test('writes a file that is not there, and removes it', async () => {
    const path = join(kernels.home.path, 'missing', 'folder', 'new.json');
    const cli = await kernels.startHere('writer', ['--connection-file', path]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.match((await kernels.run(['connect', path])).stdout, /^connected to new /);
    cli.process.kill('SIGTERM');
    assert.equal((await cli.result).code, 0);
    assert.ok(!existsSync(path));
  });

  test('refuses a file without a key', async () => {
    const path = kernels.home.file('nokey.json', JSON.stringify(connection('')));
    const { code, stderr } = await kernels.run(['start', '--connection-file', path]);
    assert.equal(code, 2);
    assert.match(stderr, /the key is empty/);
  });

  test('does without a folder of its own', async () => {
    const path = kernels.home.file(
      'lonely.json',
      JSON.stringify({ ...connection('k'), ip: join(kernels.home.path, 'l') }),
    );
    const file = kernels.home.file('no-folder', '');
    const cli = await kernels.startHere('lonely', ['--connection-file', path], { env: { LLMSPELL_KERNEL_DIR: file } });
    cli.process.kill('SIGTERM');
    const { code, stderr } = await cli.result;
    assert.equal(code, 0);
    assert.match(stderr, /the kernel is not in the list of kernels/);
  });
});

describe('kernelspecs', () => {
  test('are installed for Jupyter and removed again', async () => {
    const prefix = join(kernels.home.path, 'prefix');
    const folder = join(prefix, 'share/jupyter/kernels/llmspell');
    const args = ['--prefix', prefix];
    assert.equal(
      (await kernels.run(['install', ...args, '--deny-all', '--allow-read=data'])).stdout,
      `installed ${folder}\n`,
    );
    const { argv } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as { argv: string[] };
    assert.deepEqual(argv.slice(0, 4), [process.execPath, cliPath, 'kernel', 'start']);
    assert.ok(argv.includes('--deny-all') && argv.includes(`--allow-read=${join(process.cwd(), 'data')}`));
    for (const size of [32, 64]) {
      const png = readFileSync(join(folder, `logo-${size}x${size}.png`));
      assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)], ['PNG', size, size]);
    }
    assert.equal((await kernels.run(['uninstall', ...args])).stdout, `removed ${folder}\n`);
    assert.ok(!existsSync(folder));
    assert.equal((await kernels.run(['uninstall', ...args])).code, 2);
  });

  test('are for the user by default', async () => {
    const { stdout } = await kernels.run(['install']);
    assert.equal(stdout, `installed ${join(kernels.env.JUPYTER_DATA_DIR, 'kernels/llmspell')}\n`);
  });
});

test('a unit for systemd starts a kernel with the options given', async () => {
  const { stdout } = await kernels.run(['service', '--id', 'main', '--allow-read=a b', '--port', '5555']);
  const start = /^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? '';
  assert.ok(start.startsWith(`${process.execPath} ${cliPath} kernel start --id=main `), start);
  assert.match(start, /"--allow-read=\/.*\/a b"/);
  assert.match(start, / --port=5555/);
  const [, ...argv] = start.replaceAll('"--allow-read=', '--allow-read=').split(' ');
  assert.equal(argv[1], 'kernel');
});

test('what others have left in the folder is no kernel', async () => {
  mkdirSync(join(kernels.folder, 'folder.json'));
  writeFileSync(join(kernels.folder, 'text.json'), 'nonsense');
  const gone = {
    pid: 2 ** 22 + 1,
    key: 'k',
    transport: 'tcp',
    ip: '127.0.0.1',
    signature_scheme: 'hmac-sha256',
  } as const;
  const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
  await writeKernelFile('gone', { ...gone, ...ports }, kernels.folder);
  assert.equal((await kernels.run(['list'])).stdout, 'no kernel runs\n');
  assert.ok(!kernels.files().includes('gone.json'));
});

test('help is by command', async () => {
  assert.equal((await runCli(['kernel'])).code, 2);
  for (const argv of [
    ['kernel', '--help'],
    ['kernel', 'start', '-h'],
    ['help', 'kernel', 'stop'],
  ]) {
    const { code, stdout } = await runCli(argv);
    assert.equal(code, 0);
    assert.match(stdout, /^Examples:$/m);
  }
});

/** The first of five that nobody listens at, for a moment at least. */
async function freePorts(): Promise<number> {
  for (let port = 20_000 + (process.pid % 20_000); ; port += 5) {
    const servers = [0, 1, 2, 3, 4].map((next) => createServer().listen(port + next, '127.0.0.1'));
    const results = await Promise.allSettled(servers.map(async (server) => once(server, 'listening')));
    for (const server of servers) server.close();
    if (results.every(({ status }) => status === 'fulfilled')) return port;
  }
}
