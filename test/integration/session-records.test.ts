// What kernels and the prompt run is kept as processes see it: killed ones, places that cannot be written, what is too much.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { ownHolder } from '../../src/client/process-holder.js';
import { processMark } from '../../src/client/process-mark.js';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import type { KeptSession, SessionStep } from '../../src/services/stores/session-store.js';
import { Kernels } from '../support/kernels.js';
import type { CliResult } from '../support/run-cli.js';
import { runCli, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const kernels = new Kernels();
after(() => kernels.killAll());

/** A state directory, and what is kept there. */
class Place {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly archive: SessionArchive;

  constructor(t: TestContext, name: string) {
    this.directory = join(folder.path, name);
    this.env = { LLMSPELL_STATE_DIR: this.directory };
    this.archive = SessionArchive.in(this.directory);
    t.after(() => this.archive.dispose());
  }

  get isThere(): boolean {
    return existsSync(join(this.directory, 'sessions.db'));
  }

  async sessions(): Promise<readonly KeptSession[]> {
    return (await this.archive.sessions.list()).sessions;
  }

  async steps({ id }: KeptSession): Promise<readonly SessionStep[]> {
    return (await this.archive.sessions.steps(id)).steps;
  }

  exec(kernel: string, code: string): Promise<CliResult> {
    return runCli(['exec', '--connect', kernel, code], { env: { ...kernels.env, ...this.env } });
  }

  start(id: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    return kernels.run(['start', '--daemon', '--id', id], { env: { ...this.env, ...env } });
  }
}

describe('kernels', () => {
  test('one that is killed keeps what it had run, and the next one says how it ended', async (t) => {
    const place = new Place(t, 'killed');
    await place.start('first');
    const { connection } = await kernels.file('first');
    const code = 'print("kept") Tool.execute("calculator", { input = "6 * 7" })';
    await place.exec('first', code);
    const [session] = await settled(() => place.sessions());
    const running = startCli(['exec', '--connect', 'first', 'print("in it") while true do end'], {
      env: { ...kernels.env, ...place.env },
    });
    await running.printed('in it');
    const begun = await settled(async () => (await place.steps(session!)).slice(1));
    process.kill(connection.pid!, 'SIGKILL');
    await running.result;

    const [step] = await place.steps(session!);
    assert.deepEqual(
      begun.map(({ code, status }) => [code, status]),
      [['print("in it") while true do end', 'running']],
    );
    assert.deepEqual([step!.code, step!.output, step!.status], [code, 'kept\n', 'ok']);
    assert.deepEqual(
      step!.calls.map(({ kind, name, status, input }) => [kind, name, status, input]),
      [['tool', 'calculator', 'ok', '{"input":"6 * 7"}']],
    );
    assert.match(step!.calls[0]!.output, /42/);

    const listed = await runCli(['session', 'list'], { env: { ...kernels.env, ...place.env } });
    assert.match(listed.stdout, /main +suspended \(its kernel died\) +2 /);
    const shown = await runCli(['session', 'show', 'main', '--from-step', '2'], {
      env: { ...kernels.env, ...place.env },
    });
    assert.match(
      shown.stdout,
      /^\[2\] .*, failed\n.*\n(?: {2}\| in it\n)? {2}! Interrupted: its kernel died while it ran\n/m,
    );
    await place.start('second');
    const [found] = await settled(async () => {
      const sessions = await place.sessions();
      return sessions.filter(({ shutdown }) => shutdown !== null);
    });
    assert.deepEqual(
      [found!.id, found!.shutdown, found!.status, found!.holder],
      [session!.id, 'unclean', 'suspended', null],
    );
    await kernels.run(['stop', 'second']);
  });

  test('the list of sessions tells at once of one whose kernel was killed', async (t) => {
    const place = new Place(t, 'listed');
    await place.start('gone');
    const { connection } = await kernels.file('gone');
    await place.exec('gone', 'print(1)');
    await settled(() => place.sessions());
    const list = (): Promise<CliResult> => runCli(['session', 'list'], { env: { ...kernels.env, ...place.env } });
    assert.doesNotMatch((await list()).stdout, /died/);
    process.kill(connection.pid!, 'SIGKILL');
    while ((await processMark(connection.pid!)) !== undefined) await turn();
    assert.match((await list()).stdout, /suspended \(its kernel died\)/);
  });

  test('status names the kept session; one that is stopped has ended cleanly', async (t) => {
    const place = new Place(t, 'stopped');
    await place.start('tidy');
    await place.exec('tidy', 'print("a")');
    const [session] = await settled(() => place.sessions());
    const status = await kernels.run(['status', 'tidy']);
    assert.match(status.stdout, new RegExp(`^main .* ${session!.id.slice(0, 8)}, 1 step `, 'm'));
    await place.exec('tidy', 'error("b")');
    await kernels.run(['stop', 'tidy']);
    const [ended] = await place.sessions();
    assert.deepEqual([ended!.shutdown, ended!.status, ended!.holder], ['clean', 'completed', null]);
    assert.deepEqual(
      (await place.steps(ended!)).map(({ code, error }) => [code, error?.message]),
      [
        ['print("a")', undefined],
        ['error("b")', 'b'],
      ],
    );
  });

  test('where the database cannot be written runs go on, and the log says so once', async (t) => {
    const place = new Place(t, 'broken');
    mkdirSync(join(place.directory, 'sessions.db'), { recursive: true });
    await place.start('stuck');
    assert.equal((await place.exec('stuck', 'print(1)')).stdout, '1\n');
    await settled(async () => ((await kernels.run(['status', 'stuck'])).stdout.includes('1 lost') ? [true] : []));
    assert.equal((await place.exec('stuck', 'print(2)')).stdout, '2\n');
    await settled(async () => ((await kernels.run(['status', 'stuck'])).stdout.includes('2 lost') ? [true] : []));
    const log = await kernels.run(['logs', 'stuck']);
    assert.equal(log.stdout.match(/what is run is not kept/g)?.length, 1, log.stdout);
    await kernels.run(['stop', 'stuck']);
  });

  test('what is too old or too much goes after the start of a kernel; what a process holds stays', async (t) => {
    const place = new Place(t, 'many');
    const { sessions } = place.archive;
    const make = (name: string, holder?: string): Promise<string> =>
      sessions.create({ name, origin: 'script', ...(holder === undefined ? {} : { holder }) });
    const [old, held] = [await make('old'), await make('held', await ownHolder())];
    for (const id of [old, held]) await sessions.change(id, () => ({ updatedAt: Date.now() - 3 * 86_400_000 }));
    for (const [at, name] of ['a', 'b', 'c'].entries()) {
      await sessions.change(await make(name), () => ({ updatedAt: Date.now() - 1000 + at }));
    }
    await place.start('keeper', { LLMSPELL_SESSIONS_RETENTION: '2d', LLMSPELL_SESSIONS_MAX_COUNT: '2' });
    await settled(async () => ((await place.sessions()).length === 3 ? [true] : []));
    const left = (await place.sessions()).map(({ name }) => name).toSorted();
    assert.deepEqual(left, ['b', 'c', 'held']);
    await kernels.run(['stop', 'keeper']);
  });

  test('nothing is kept where that is switched off', async (t) => {
    const place = new Place(t, 'off');
    await place.start('silent', { LLMSPELL_SESSIONS_ENABLED: 'false' });
    await place.exec('silent', 'print(1)');
    assert.match((await kernels.run(['status', 'silent'])).stdout, /^main .* no /m);
    await kernels.run(['stop', 'silent']);
    assert.equal(place.isThere, false);
  });
});

test('the session that a run is kept in is the current one, until another is chosen', async (t) => {
  const place = new Place(t, 'current');
  const input = `print(Session.get_current())
Artifact.store("", "tool_result", "a.txt", "here").sequence
print(Session.get(Session.get_current()).origin)
 print("secret", Session.get_current())
Session.set_current(nil) print(Session.get_current())
`;
  const { stdout, stderr } = await runCli(['repl'], { input, env: place.env });
  const [session, ...others] = await place.sessions();
  assert.deepEqual([others.length, session!.status], [0, 'completed'], stderr);
  assert.equal(stdout, `${session!.id}\n1\nkernel\nsecret\tnil\nnil\n`);
  assert.equal((await place.archive.artifacts.list(session!.id)).length, 1);
  assert.equal((await place.steps(session!)).length, 4);
});

test('hooks of SessionEnd are told when the session ends that they belong to', async (t) => {
  const place = new Place(t, 'ended');
  const input =
    'h = Hook.register("SessionEnd", function(c) State.set("ended", c.data.session_id .. " " .. c.data.operation) end)\n';
  await runCli(['repl'], { input, env: place.env });
  const [session] = await place.sessions();
  const { stdout } = await runCli(['exec', 'print(State.get("ended"))'], { env: place.env });
  assert.equal(stdout, `${session!.id} complete\n`);
});

describe('without a kernel of its own', () => {
  test('a single run opens no database', async (t) => {
    const place = new Place(t, 'single');
    assert.equal((await runCli(['exec', 'print(1)'], { env: place.env })).stdout, '1\n');
    assert.equal(place.isThere, false);
  });

  test('the prompt keeps what it runs, but nothing that its history does not', async (t) => {
    const place = new Place(t, 'prompt');
    await runCli(['repl'], { input: 'x = 2\n print("secret")\nmy_token = "abc"\nprint(x)\nx + 1\n', env: place.env });
    const [session] = await place.sessions();
    assert.deepEqual([session!.shutdown, session!.status], ['clean', 'completed']);
    assert.deepEqual(
      (await place.steps(session!)).map(({ code, output, result }) => [code, output, result]),
      [
        ['x = 2', '', null],
        ['print(x)', '2\n', null],
        ['x + 1', '', '3'],
      ],
    );
  });

  test('a step names the tools, agents and models that it called, also those that a workflow or an agent called', async (t) => {
    const place = new Place(t, 'calls');
    const script = folder.file(
      'calls.lua',
      `local a = Agent.builder():name("helper"):model("offline/extractive"):build()
       a:execute({ text = "What is it? A test." })
       Workflow.builder():name("w"):sequential()
         :add_step({ name = "s", type = "tool", tool = "calculator", input = { input = "1 + 1" } }):build():execute({})
       pcall(Tool.execute, "calculator", { input = "1 +" })`,
    );
    await runCli(['repl'], { input: `dofile(${JSON.stringify(script)})\n`, env: place.env });
    const [session] = await place.sessions();
    const [step] = await place.steps(session!);
    assert.deepEqual(
      step!.calls.map(({ kind, name }) => `${kind} ${name}`),
      ['model offline/extractive', 'agent helper', 'tool calculator', 'tool calculator'],
    );
    assert.match(step!.calls[1]!.output, /The request was: What is it\? A test\./);
    assert.deepEqual([step!.calls[3]!.input, step!.calls[3]!.status], ['{"input":"1 +"}', 'error']);
  });
});

/** What is written behind replies is there at some time. */
async function settled<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
