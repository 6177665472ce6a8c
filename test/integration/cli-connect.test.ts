// `run` and `exec` with --connect: the same output, report and exit code as without, in a kernel that goes on.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pythonPeer } from '../support/peer.js';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { runCli, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const cwd = join(folder.path, 'elsewhere');
const ID = 'tested';

before(async () => {
  mkdirSync(cwd);
  const { code, stderr } = await runCli(['kernel', 'start', '--daemon', '--id', ID, `--allow-read=${folder.path}`], {
    cwd: folder.path,
  });
  assert.equal(code, 0, stderr);
});

after(async () => {
  await runCli(['kernel', 'stop', '--all', '--force']);
});

/** With the place of the run taken out: it has a number, a time, and globals of the runs before. */
interface Seen {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Each run has an id of its own. */
const seen = ({ code, stdoutBytes, stderr }: CliResult): Seen => ({
  code,
  stdout: stdoutBytes.toString('latin1').replace(/"run_id":"run-\d+"/, '"run_id":"run-N"'),
  stderr,
});

async function bothWays(args: readonly string[], options: CliOptions = {}): Promise<Seen> {
  const [alone, connected] = await Promise.all([
    runCli(args, { cwd, ...options }),
    runCli([args[0]!, '--connect', ID, ...args.slice(1)], { cwd, ...options }),
  ]);
  assert.deepEqual(seen(connected), seen(alone), args.join(' '));
  return seen(alone);
}

folder.file('elsewhere/lib/part.lua', 'return { fail = function(t) return t.x.y end }');
folder.file('elsewhere/main.lua', 'local part = require("lib.part")\nprint(arg[0], ...)\npart.fail({})\n');
folder.file('elsewhere/latin.lua', Buffer.from('print("\xe4") -- \xfc', 'latin1'));
folder.file('elsewhere/binary.lua', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));

describe('with and without --connect', () => {
  const CASES: Readonly<Record<string, readonly [args: readonly string[], options?: CliOptions]>> = {
    'output on both streams': [['exec', 'print(1) io.write("x") io.stderr:write("e\\n") print(2)']],
    'a runtime error': [['exec', 'local t = nil\nprint(t.x)']],
    'a syntax error': [['exec', 'if x then']],
    'an error object': [['exec', 'error({ code = 1 })']],
    'an exit code': [['exec', 'io.write("half") os.exit(7)']],
    'bytes of output': [['exec', 'for i = 0, 255 do io.write(string.char(i)) end']],
    'many lines': [['exec', 'for i = 1, 100000 do print(i) end']],
    'standard input': [
      ['exec', 'io.write(io.read("a"))'],
      { input: Buffer.from(Array.from({ length: 70_000 }, (_none, i) => (i * 7) & 255)) },
    ],
    'standard input in pieces': [
      ['exec', 'for l in io.lines() do print(#l) end print(io.read(1))'],
      { input: 'a\nbc\n\nd' },
    ],
    'arguments, a module, an error in it': [['run', 'main.lua', 'one', 'two words', 'é']],
    'a script that is not UTF-8': [['run', 'latin.lua']],
    'what is no script': [['run', 'binary.lua']],
    'a script from standard input': [['run', '-', 'a'], { input: 'print(arg[0], arg[1], io.read())' }],
    'a time limit': [['exec', '--timeout', '400ms', 'while true do end']],
    results: [['exec', '--output', 'json', 'print(1) return { big = math.maxinteger, "\\255", 0.5 }']],
    'a report as JSON': [['exec', '--output', 'json', 'error("boom")']],
    displays: [['exec', 'Display.markdown("# title") print("between") Display.json({ a = 1 })']],
  };
  for (const [name, [args, options]] of Object.entries(CASES)) {
    test(name, async () => {
      await bothWays(args, options);
    });
  }

  test('a relative path is one of the folder where the command is run', async () => {
    folder.file('elsewhere/data.txt', 'found');
    assert.equal((await bothWays(['exec', 'print(io.open("data.txt"):read("a"))'])).stdout, 'found\n');
  });

  test('Ctrl+C ends the run, and nothing else', async () => {
    await runCli(['exec', '--connect', ID, 'kept = 1']);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const running = startCli(['exec', '--connect', ID, 'print("up")\nwhile true do end'], { cwd });
      await running.printed('up');
      running.process.kill(signal);
      const { code, stderr } = await running.result;
      assert.equal(code, signal === 'SIGINT' ? 130 : 143);
      assert.match(stderr, /interrupted[\s\S]*exec:2/);
    }
    assert.equal((await runCli(['exec', '--connect', ID, 'print(kept)'])).stdout, '1\n');
  });

  test('a reader that goes away ends the run with code 141', async () => {
    const running = startCli(['exec', '--connect', ID, 'while true do print("y") end']);
    await running.printed('y');
    running.process.stdout!.destroy();
    assert.equal((await running.result).code, 141);
    assert.equal((await runCli(['exec', '--connect', ID, 'print("free")'])).stdout, 'free\n');
  });
});

describe('a kernel that goes on', () => {
  test('keeps its globals from run to run, also behind os.exit', async () => {
    assert.equal((await runCli(['exec', '--connect', ID, 'counter = (counter or 0) + 1 os.exit(3)'])).code, 3);
    assert.equal((await runCli(['exec', '--connect', ID, 'print(counter + 1)'])).stdout, '2\n');
  });

  test('has sessions of their own', async () => {
    const inSession = (name: string, code: string) => runCli(['exec', '--connect', ID, '--session', name, code]);
    await inSession('apart', 'word = "apart"');
    await runCli(['exec', '--connect', ID, 'word = "main"']);
    assert.equal((await inSession('apart', 'print(word)')).stdout, 'apart\n');
    assert.equal((await inSession('main', 'print(word)')).stdout, 'main\n');
    const { code, stderr } = await inSession('no name', '');
    assert.deepEqual([code, stderr.includes("'no name' cannot be the name of a session")], [2, true]);
  });

  test('gives a new session less, and never more', async () => {
    const exec = (...options: string[]) => runCli(['exec', '--connect', ID, ...options], { cwd });
    const code = 'print((io.open("data.txt")))';
    const own = ['--session', 'narrow'];
    folder.file('elsewhere/data.txt', 'found');
    for (const options of [['--deny-all'], ['--allow-read=/'], ['--max-memory', '64MB'], [...own, '--allow-read=/']]) {
      const { code: exitCode, stderr } = await exec(...options, code);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^error: --[a-z-]+ (belongs to the start of a kernel|cannot give a session more)/);
    }
    assert.equal((await exec(...own, '--deny-all', code)).stdout, 'nil\n');
    assert.equal((await exec(...own, code)).stdout, 'nil\n');
    const again = await exec(...own, '--deny-all', code);
    assert.match(again.stderr, /the session 'narrow' is open already/);
    assert.match((await exec('--session', 'reads', '--deny-all', '--allow-read=.', code)).stdout, /^file/);
  });

  test('is found by its port and its file', async () => {
    const { stdout } = await runCli(['kernel', 'list', '--output', 'json']);
    const [kernel] = JSON.parse(stdout) as { connection_file: string }[];
    const path = kernel!.connection_file;
    const { shell_port: port } = JSON.parse(readFileSync(path, 'utf8')) as { shell_port: number };
    for (const address of [`localhost:${port}`, path, ID.slice(0, 3)]) {
      assert.equal((await runCli(['exec', '--connect', address, 'print(1)'])).stdout, '1\n', address);
    }
  });
});

describe('other kernels', () => {
  test('that are not there', async () => {
    const { code, stderr } = await runCli(['exec', '--connect', 'nowhere', '']);
    assert.equal(code, 2);
    assert.match(stderr, /no kernel 'nowhere' runs[\s\S]*llmspell kernel list/);
    assert.match((await runCli(['exec', '--connect', 'other.example:5555', ''])).stderr, /copy the connection file/);
  });

  test('auto: the one that runs, or a new one that the next command uses', async () => {
    const env = { LLMSPELL_KERNEL_DIR: folder.path };
    const auto = (code: string) => runCli(['exec', '--connect', 'auto', code], { env });
    try {
      assert.equal((await auto('reused = "yes" print("started")')).stdout, 'started\n');
      assert.equal((await auto('print(reused)')).stdout, 'yes\n');
    } finally {
      await runCli(['kernel', 'stop', '--all', '--force'], { env });
    }
  });

  test('that are killed in the middle of a run', async () => {
    const env = { LLMSPELL_KERNEL_DIR: join(folder.path, 'killed') };
    await runCli(['kernel', 'start', '--daemon'], { env });
    const running = startCli(['exec', '--connect', 'auto', 'print("up") while true do end'], { env });
    await running.printed('up');
    const { stdout } = await runCli(['kernel', 'list', '--output', 'json'], { env });
    process.kill((JSON.parse(stdout) as { pid: number }[])[0]!.pid, 'SIGKILL');
    const { code, stderr } = await running.result;
    assert.equal(code, 5);
    assert.match(stderr, /the kernel does not answer any more/);
  });

  test('whose client is killed while its run waits for input, and another waits for that run', async () => {
    const killed = startCli(['exec', '--connect', ID, 'print("up") print(io.read())'], { keepInputOpen: true });
    await killed.printed('up');
    const waiting = startCli(['exec', '--connect', ID, 'print("went on")']);
    killed.process.kill('SIGKILL');
    await killed.result;
    const { code, stdout } = await waiting.result;
    assert.equal(code, 0);
    assert.equal(stdout, 'went on\n');
  });

  const python = pythonPeer(['ipykernel']);
  test('that run another language', { skip: python.skip }, async () => {
    const path = join(folder.path, 'python.json');
    const kernel = spawn(python.path, ['-m', 'ipykernel_launcher', '-f', path], { stdio: 'ignore' });
    try {
      while (!existsSync(path) || readFileSync(path, 'utf8') === '')
        await new Promise((resolve) => setTimeout(resolve, 50));
      const { code, stderr } = await runCli(['exec', '--connect', path, 'print(1)']);
      assert.equal(code, 2);
      assert.match(stderr, /the kernel 'python' is ipython and runs python/);
    } finally {
      kernel.kill('SIGKILL');
    }
  });

  test('--session without a kernel is refused', async () => {
    const { code, stderr } = await runCli(['exec', '--session', 'x', '']);
    assert.equal(code, 2);
    assert.match(stderr, /--session needs a kernel that goes on/);
  });
});
