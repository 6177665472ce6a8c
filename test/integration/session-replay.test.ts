// Kept sessions that scripts replay, in the built command.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import type { NewStep } from '../../src/services/stores/session-store.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const env = { LLMSPELL_STATE_DIR: join(folder.path, 'state') };
let archive: SessionArchive;
before(() => (archive = SessionArchive.in(env.LLMSPELL_STATE_DIR)));
after(() => archive.dispose());

function step(code: string, fields: Partial<NewStep> = {}): NewStep {
  return {
    ...{ code, output: '', result: null, status: 'ok', error: null, startedAt: 1000, durationMs: 5 },
    ...{ manner: { echo: true, keepsLocals: true }, calls: [], callsLeftOut: 0 },
    ...fields,
  };
}

async function kept(...steps: readonly NewStep[]): Promise<string> {
  const id = await archive.sessions.create({ name: 'kept', origin: 'kernel' });
  await archive.sessions.append(id, steps);
  return id;
}

/** What the script prints, by lines. */
async function lines(code: string): Promise<readonly string[]> {
  const { code: exit, stdout, stderr } = await runCli(['exec', code], { env });
  assert.deepEqual([exit, stderr], [0, ''], stdout);
  return stdout.trimEnd().split('\n');
}

test('steps come to the same end in a VM of their own, with globals, locals, output, results and errors', async () => {
  const error = { name: 'RuntimeError', message: 'boom' };
  const id = await kept(
    step('local n = 20 total = n + 1 print("in", n)', { output: 'in\t20\n' }),
    step('total + n + 1', { result: '42' }),
    step('io.stderr:write("oh") error("boom", 0)', { output: 'oh', status: 'error', error }),
    step('return select("#", ...), arg and arg[1]', {
      ...{ result: '0', manner: { echo: false, keepsLocals: false } },
    }),
  );
  const shown = await lines(`total = "mine"
    local r = Session.replay("${id}", { metadata = { why = "test" } })
    print(r.session_id == "${id}", #r.correlation_id, r.hooks_replayed, r.successful_replays, r.failed_replays, r.steps_left_out, r.metadata.why, total)
    for _, step in ipairs(r.steps) do
      print(step.number, step.success, step.status)
      for _, d in ipairs(step.differences) do print(d.field, d.before, d.now) end
    end`);
  assert.deepEqual(shown, [
    'true\t36\t4\t3\t1\t0\ttest\tmine',
    ...['1\ttrue\tok', '2\ttrue\tok', '3\ttrue\terror', '4\tfalse\tok', 'result\t0'],
  ]);
});

test('what can be replayed, and what it is', async () => {
  const id = await kept(step('x = 1', { startedAt: 1000 }), step('x = 2', { startedAt: 3000 }));
  const shown = await lines(`local empty = Session.create()
    print(Session.can_replay("${id}"), Session.can_replay(empty), table.concat(Session.list_replayable(), " "):find("${id}", 1, true) ~= nil)
    local m = Session.get_replay_metadata("${id}")
    print(m.total_hooks, m.total_duration, m.first_hook_timestamp, m.last_hook_timestamp, m.can_replay, Session.get_replay_metadata(empty).total_hooks)
    print(#Session.steps("${id}", 2), Session.search("x", { session_id = "${id}" })[1].code)`);
  assert.deepEqual(shown, [
    'true\tfalse\ttrue',
    '2\t10\t1970-01-01T00:00:01.000Z\t1970-01-01T00:00:03.000Z\ttrue\t0',
    '1\tx = 2',
  ]);
});

test('the ways of replaying', async () => {
  const id = await kept(step('print("a")', { output: 'a\n' }), step('print("b")', { output: 'c\n' }));
  const shown = await lines(`local function play(options)
      local r = Session.replay("${id}", options)
      print(r.hooks_replayed, r.successful_replays, r.steps[#r.steps].status, r.steps[1].output, r.steps_left_out)
    end
    play({ mode = "simulate" })
    play({ mode = "debug" })
    play({ mode = "modified", modifications = { { step = 2, code = "error('x')" } } })
    local config = Replay.create_config(Replay.modes.modified)
    config:add_modification("steps[2].code", "error('y')")
    config:add_modification("steps[1].code", "error('z')", false)
    play(config)
    play(Replay.create_config("simulate"))
    config:add_modification("input.text", "other")
    print((select(2, pcall(play, config)):gsub("^.-%(", "")))
    play({ compare_results = false })
    print(select(2, pcall(play, { mode = "exat" })))
    print(select(2, pcall(play, { modifications = { { step = 2, code = "" } } })))`);
  assert.deepEqual(shown, [
    '2\t2\tnot run\tnil\t0',
    ...['2\t1\tok\ta', '\t0'],
    '2\t1\terror\tnil\t0',
    ...['2\t1\terror\tnil\t0', '2\t2\tnot run\tnil\t0'],
    `modification 'input.text': of a session the code of steps is changed, as in add_modification("steps[2].code", "print(1)"))`,
    '2\t2\tok\tnil\t0',
    "mode: there is no 'exat' (did you mean 'exact'?)",
    "modifications: mode 'exact' changes nothing",
  ]);
});

test('a replay ends in time, and with the first failure where that is wanted', async () => {
  const id = await kept(step('while true do end'), step('x = 1'));
  const shown = await lines(`local r = Session.replay("${id}", { timeout_seconds = 1 })
    print(r.hooks_replayed, r.steps[1].status, r.steps[1].differences[2].now:match("^%a+"), r.steps_left_out)`);
  assert.deepEqual(shown, ['1\terror\tTimeout\t1']);
  const failing = await kept(step('error("x")'), step('x = 1'));
  assert.deepEqual(await lines(`print(Session.replay("${failing}", { stop_on_error = true }).steps_left_out)`), ['1']);
});

test('a replay does not replay, and has the permissions of who asks', async () => {
  const inner = await kept(step('x = 1'));
  const id = await kept(step(`return Session.replay("${inner}")`), step('return (select(2, io.open("/etc/passwd")))'));
  const shown = await lines(`local r = Session.replay("${id}", { mode = "debug" })
    print(r.steps[1].error.name) print(r.steps[2].result or r.steps[2].error.message)`);
  assert.equal(shown[0], 'SESSION_REPLAY');
  assert.match(shown[1]!, /--allow-read/);
});

test('other tasks go on while a session is replayed', async () => {
  const id = await kept(step('Async.sleep(0.2)'));
  const shown = await lines(`local order = {}
    local replaying = Async.spawn(function() Session.replay("${id}") order[#order + 1] = "replayed" end)
    local other = Async.spawn(function() Async.sleep(0.01) order[#order + 1] = "slept" end)
    Async.all({ replaying, other })
    print(table.concat(order, " "))`);
  assert.deepEqual(shown, ['slept replayed']);
});

test('what a kernel has kept of its runs comes to the same end', async (t) => {
  const ok = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(args, { env });
    assert.deepEqual([code, stderr], [0, ''], args.join(' '));
    return stdout;
  };
  const exec = (code: string): Promise<string> => ok('exec', '--connect', 'replayed', code);
  await ok('kernel', 'start', '--daemon', '--id', 'replayed');
  t.after(() => runCli(['kernel', 'stop', 'replayed'], { env }));
  await exec('counter = 41 print("set")');
  await exec('counter = counter + 1 print(Tool.execute("calculator", { input = tostring(counter) }).result.result)');
  // Steps are written a moment after their runs.
  let id: string | undefined;
  while (id === undefined || (await archive.sessions.countSteps(id)) < 2) {
    id = (await archive.sessions.list({ name: 'main' })).sessions.find(({ holder }) => holder !== null)?.id;
  }
  const script = `local r = Session.replay("${id}") print(r.hooks_replayed, r.successful_replays, counter)`;
  assert.equal(await exec(script), '2\t2\t42\n');
});
