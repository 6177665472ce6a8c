// Events and hooks of kernels that run, from the shell, as processes.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runCli, startCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const env = { LLMSPELL_STATE_DIR: join(folder.path, 'state'), LLMSPELL_EVENTS_KEEP: 'true' };
const cli = (...args: readonly string[]): Promise<CliResult> => runCli(args, { env });
const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function ok(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(...args);
  assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  return stdout;
}

async function subscriptions(): Promise<number> {
  const stats = JSON.parse(await ok('events', 'stats', '--connect', 'events', '--output', 'json')) as object;
  return (stats as { readonly subscriptions: number }).subscriptions;
}

async function subscribed(count: number): Promise<void> {
  while ((await subscriptions()) !== count);
}

const SCRIPT = folder.file(
  'hooked.lua',
  `counting = Hook.register("BeforeToolExecution", function() end)
   broken = Hook.register("BeforeToolExecution", function() error("boom") end, "low")
   for _ = 1, 6 do Tool.execute("calculator", { input = "6 * 7" }) end`,
);

describe('a kernel that runs', () => {
  before(() => ok('kernel', 'start', '--daemon', '--id', 'events'));
  after(() => cli('kernel', 'stop', 'events'));

  test('tail shows what happens in all its sessions, and ends with Ctrl+C', async () => {
    const tail = startCli(['events', 'tail', '--connect', 'events', '--filter', 'tool.*', '--output', 'json'], { env });
    await subscribed(1);
    for (const session of ['one', 'two']) {
      const code = 'Tool.execute("calculator", { input = "1 + 1" })';
      await ok('exec', '--connect', 'events', '--session', session, code);
    }
    await tail.printed('"session":"two"');
    await tail.printed('tool.completed');
    tail.process.kill('SIGINT');
    const { code, stdout, stderr } = await tail.result;
    assert.deepEqual([code, stderr], [130, '']);
    const told = lines(stdout).map((event) => {
      const { session, run_id, source } = event['metadata'] as Record<string, unknown>;
      return [event['event_type'], session, typeof run_id, source];
    });
    assert.deepEqual(told.slice(0, 3), [
      ['tool.started', 'one', 'string', 'engine'],
      ['tool.completed', 'one', 'string', 'engine'],
      ['tool.started', 'two', 'string', 'engine'],
    ]);
  });

  test('a script waits for an event that the shell publishes', async () => {
    const waiting = startCli(
      [
        'exec',
        '--connect',
        'events',
        '--session',
        'waiting',
        `local id = Event.subscribe("job.*") print("waits") local e = Event.receive(id, 30000)
         print(e.event_type, e.data.n, e.metadata.source)`,
      ],
      { env },
    );
    await waiting.printed('waits');
    await ok('events', 'publish', 'job.result', '{"n": 42}', '--connect', 'events');
    const { code, stdout } = await waiting.result;
    assert.deepEqual([code, stdout], [0, 'waits\njob.result\t42\tclient\n']);
  });

  test('events are kept, and those of a run are found again', async () => {
    const out = await ok('exec', '--connect', 'events', '--session', 'kept', 'Event.publish("a.b", {x = 1})');
    assert.equal(out, '');
    const list = async (...more: readonly string[]): Promise<Record<string, unknown>[]> =>
      JSON.parse(await ok('events', 'list', '--output', 'json', ...more)) as Record<string, unknown>[];
    const [event] = await list('--connect', 'events', '--filter', 'a.*');
    assert.deepEqual(event?.['data'], { x: 1 });
    const { run_id: run } = event['metadata'] as Record<string, string>;
    const ofRun = await list('--run', run!);
    assert.ok(ofRun.some(({ event_type }) => event_type === 'a.b'));
    assert.ok(ofRun.some(({ event_type }) => event_type === 'run.started'));
    assert.equal((await list('--limit', '1')).length, 1);
  });

  test('hooks are listed, shown, watched and reset; the status counts them', async () => {
    const others = await subscriptions();
    const watch = startCli(['hooks', 'watch', '--connect', 'events', '--session', 'hooked'], { env });
    await subscribed(others + 1);
    await ok('run', '--connect', 'events', '--session', 'hooked', SCRIPT);
    await watch.printed('hook-2  BeforeToolExecution  breaker open');
    watch.process.kill('SIGINT');
    assert.equal((await watch.result).code, 130);

    const listed = JSON.parse(
      await ok('hooks', 'list', '--connect', 'events', '--session', 'hooked', '--output', 'json'),
    ) as Record<string, unknown>[];
    assert.deepEqual(
      listed.map(({ session, id, breaker, priority }) => [session, id, breaker, priority]),
      [
        ['hooked', 'hook-1', 'closed', 'normal'],
        ['hooked', 'hook-2', 'open', 'low'],
      ],
    );
    const shown = await ok('hooks', 'show', 'hook-2', '--connect', 'events');
    assert.match(shown, /5 errors, left out 1 time\n/);
    assert.match(shown, /last error +.*boom/);
    assert.match(shown, /RUN +ERROR\n.*error +run-\d+/);

    const status = JSON.parse(await ok('kernel', 'status', 'events', '--output', 'json')) as {
      sessions: { name: string; hooks: object }[];
      events: { published: number };
    };
    const { hooks } = status.sessions.find(({ name }) => name === 'hooked')!;
    assert.deepEqual(hooks, { hooks: 2, calls: 11, errors: 5, open: 1 });
    assert.ok(status.events.published > 0);
    assert.match(await ok('kernel', 'status', 'events'), /hooked .* 2 \(1 left out\)/);

    assert.equal(await ok('hooks', 'reset', 'hook-2', '--connect', 'events'), '1 circuit breaker is closed\n');
    assert.match(await ok('hooks', 'show', 'hook-2', '--connect', 'events'), /breaker +closed/);
    const missing = await cli('hooks', 'show', 'hook-9', '--connect', 'events');
    assert.match(missing.stderr, /there is no hook 'hook-9'/);
  });
});

test('without a kernel hooks can say what points there are', async () => {
  const points = JSON.parse(await ok('hooks', 'list', '--output', 'json')) as Record<string, unknown>[];
  assert.deepEqual(
    points.find(({ hook_point }) => hook_point === 'BeforeStateRead'),
    { hook_point: 'BeforeStateRead', kind: 'state', limit_ms: 250, slow_ms: 25 },
  );
  assert.match(await ok('hooks', 'show', 'ToolError'), /ToolError +tool +1000 ms/);
  const wrong = await cli('hooks', 'show', 'ToolErro');
  assert.match(wrong.stderr, /did you mean 'ToolError'/);
  assert.match((await cli('hooks', 'reset')).stderr, /hooks live in the sessions of a kernel/);
});

test('where nothing is kept and no kernel is asked, it says what to do', async () => {
  const env = { LLMSPELL_STATE_DIR: join(folder.path, 'empty') };
  const refused = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await runCli(args, { env });
    assert.equal(code, 2);
    assert.match(stderr, /no events are kept\n.*--connect ID/);
  };
  await refused('events', 'list');
  assert.equal((await runCli(['backup', 'create'], { env })).code, 0);
  await refused('events', 'tail');
  await refused('hooks', 'watch');
  assert.match((await cli('events', 'publish', 'x')).stderr, /events publish needs a kernel/);
});
