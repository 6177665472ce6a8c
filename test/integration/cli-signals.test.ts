import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCli, startCli } from '../support/run-cli.js';
import { runShell } from '../support/run-shell.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

/** Starts the code and signals it once it has printed `up`. */
async function signalled(code: string, signal: NodeJS.Signals) {
  const running = startCli(['exec', code]);
  await running.printed('up');
  running.process.kill(signal);
  return running.result;
}

/** One library call that takes for ever: it cannot be trapped. Nothing tells when it has begun. */
const LONG_CALL = 'print("up") return (("a"):rep(40000)):find((".-"):rep(60) .. "b")';

async function startLongCall() {
  const running = startCli(['exec', LONG_CALL]);
  await running.printed('up');
  await new Promise((resolve) => setTimeout(resolve, 500));
  return running;
}

describe('Ctrl+C', () => {
  test('interrupts a loop and says where it was', async () => {
    const script = folder.file('loop.lua', 'print("up")\nlocal n = 0\nwhile true do\n  n = n + 1\nend\n');
    const running = startCli(['run', script]);
    await running.printed('up');
    running.process.kill('SIGINT');
    const { code, stderr } = await running.result;
    assert.equal(code, 130);
    assert.match(stderr, /interrupted/);
    assert.match(stderr, /loop\.lua:[2-5]/);
  });

  test('cannot be swallowed', async () => {
    for (const code of [
      'print("up") while true do pcall(function() while true do end end) end',
      'print("up") while true do xpcall(function() while true do end end, function() while true do end end) end',
      'print("up") while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end',
      'print("up") while true do coroutine.close(coroutine.create(function() end)) end',
    ]) {
      assert.equal((await signalled(code, 'SIGINT')).code, 130, code);
    }
  });

  test('lets <close> handlers run, and ends them too', async () => {
    const closing =
      'local x <close> = setmetatable({}, {__close = function() print("closed") end}) print("up") while true do end';
    const { code, stdout } = await signalled(closing, 'SIGINT');
    assert.deepEqual([code, stdout], [130, 'up\nclosed\n']);
    const looping =
      'local x <close> = setmetatable({}, {__close = function() while true do end end}) print("up") while true do end';
    assert.equal((await signalled(looping, 'SIGINT')).code, 130);
  });

  test('ends the waiting for input', async () => {
    const running = startCli(['exec', 'print("up") print(io.read())'], { keepInputOpen: true });
    await running.printed('up');
    running.process.kill('SIGINT');
    assert.equal((await running.result).code, 130);
  });

  test('ends the waiting for the script', async () => {
    await runShell('mkfifo pipe', folder.path);
    for (const script of ['-', join(folder.path, 'pipe')]) {
      const running = startCli(['run', '--timeout', '1h', script], { keepInputOpen: true });
      await new Promise((resolve) => setTimeout(resolve, 500));
      running.process.kill('SIGINT');
      assert.equal((await running.result).signal, 'SIGINT');
    }
  });

  test('replaces an engine that is inside one long operation', async () => {
    const running = await startLongCall();
    running.process.kill('SIGINT');
    const { code, stderr } = await running.result;
    assert.equal(code, 130);
    assert.match(stderr, /long operation/);
  });

  test('a second time leaves at once', async () => {
    const running = await startLongCall();
    running.process.kill('SIGINT');
    // The first has been seen when the engine begins to be given up; until then a second one may be merged with it.
    const again = setInterval(() => running.process.kill('SIGINT'), 50);
    const { signal, stderr } = await running.result;
    clearInterval(again);
    assert.equal(signal, 'SIGINT');
    assert.equal(stderr, '');
  });
});

describe('SIGTERM', () => {
  test('ends the run and shows where it was', async () => {
    const { code, stdout, stderr } = await signalled(
      'local x <close> = setmetatable({}, {__close = function() print("closed") end}) print("up") while true do end',
      'SIGTERM',
    );
    assert.deepEqual([code, stdout], [143, 'up\nclosed\n']);
    assert.match(stderr, /interrupted/);
  });

  test('after Ctrl+C counts as the second signal', async () => {
    const running = await startLongCall();
    running.process.kill('SIGINT');
    const again = setInterval(() => running.process.kill('SIGTERM'), 50);
    const { signal, code } = await running.result;
    clearInterval(again);
    assert.ok(signal === 'SIGTERM' || code === 143, `${signal} ${code}`);
  });
});

test('SIGHUP ends quietly', async () => {
  const { signal, stderr } = await signalled('print("up") while true do end', 'SIGHUP');
  assert.deepEqual([signal, stderr], ['SIGHUP', '']);
});

test('a JSON object says that the run was interrupted', async () => {
  const running = startCli(['exec', '--output', 'json', 'print("part") io.stderr:write("up") while true do end']);
  await running.printed('up', 'stderr');
  running.process.kill('SIGINT');
  const { code, stdout } = await running.result;
  assert.equal(code, 130);
  const object = JSON.parse(stdout) as { status: string; result: string };
  assert.deepEqual([object.status, object.result], ['interrupted', 'part']);
});

test('signals at any moment of a start or a run end it', async () => {
  const delays = [0, 5, 15, 30, 45, 60, 75, 90, 105, 120, 150, 200, 300];
  for (const [index, delay] of delays.entries()) {
    const signal = index % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const running = startCli(
      ['exec', 'for i = 1, 5 do coroutine.wrap(pcall)(string.rep, "x", 100) end while true do print("y") end'],
      {
        limitMs: 30_000,
      },
    );
    running.process.stdout!.resume();
    setTimeout(() => running.process.kill(signal), delay);
    const { code, signal: by } = await running.result;
    const expected = signal === 'SIGINT' ? 130 : 143;
    assert.ok(code === expected || by === signal, `${signal} after ${delay} ms: code ${code}, signal ${by}`);
  }
});

test('a script that ends by itself is not held up by the handlers', async () => {
  assert.deepEqual([(await runCli(['exec', 'print(1)'])).code], [0]);
});
