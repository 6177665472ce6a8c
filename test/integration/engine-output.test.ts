// Output from the script to its consumer: every byte, in order, with a bounded backlog.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { LuaFunctionRef } from '../../src/base/values.js';
import { TestEngine } from '../support/engine.js';

const MIB = 2 ** 20;

/** An engine whose output is counted and hashed instead of kept. */
function countingEngine(
  t: TestContext,
  isSlow = false,
): { engine: TestEngine; sum: () => string; bytes: () => number } {
  const hash = createHash('sha256');
  let count = 0;
  const engine = new TestEngine(t, {
    onOutput: async ({ bytes }) => {
      hash.update(bytes);
      count += bytes.length;
      if (isSlow) await turn();
    },
  });
  return { engine, sum: () => hash.digest('hex'), bytes: () => count };
}

test('100 MB in short lines arrive whole, and the process does not grow with them', async (t) => {
  const { engine, sum, bytes } = countingEngine(t);
  await engine.results('for i = 1, 12500 do io.write("warm up\\n") end');
  const before = process.memoryUsage().rss;
  const line = '0123456789'.repeat(8).slice(1);
  await engine.results(`local line = ${JSON.stringify(line)} for i = 1, 1250000 do print(line) end`);
  const grown = process.memoryUsage().rss - before;
  assert.equal(bytes(), 100_000 + 100_000_000);
  const expected = createHash('sha256').update('warm up\n'.repeat(12_500));
  for (let i = 0; i < 1250; i++) expected.update(`${line}\n`.repeat(1000));
  assert.equal(sum(), expected.digest('hex'));
  assert.ok(grown < 100 * MIB, `${grown / MIB} MiB`);
});

test('100 MB in large pieces arrive whole', async (t) => {
  const { engine, sum } = countingEngine(t, true);
  await engine.results('local piece = string.rep("0123456789", 100000) for i = 1, 100 do io.write(piece) end');
  const expected = createHash('sha256');
  for (let i = 0; i < 100; i++) expected.update('0123456789'.repeat(100_000));
  assert.equal(sum(), expected.digest('hex'));
});

test('bytes arrive as they were written', async (t) => {
  const pieces: Uint8Array[] = [];
  const engine = new TestEngine(t, { onOutput: ({ bytes }) => void pieces.push(bytes) });
  await engine.results(
    'local t = {} for i = 0, 255 do t[i] = string.char(i) end io.write(table.concat(t, "", 0)) print("\\0")',
  );
  assert.deepEqual(Buffer.concat(pieces), Buffer.from([...Array(256).keys(), 0, 10]));
});

test('both streams keep their order, however often they take turns', async (t) => {
  let written = '';
  let last = '';
  const engine = new TestEngine(t, {
    onOutput: async ({ stream, bytes }) => {
      // Where pieces are cut is not promised.
      if (stream !== last) written += stream === 'stdout' ? 'o' : 'e';
      last = stream;
      written += Buffer.from(bytes).toString();
      await turn();
    },
  });
  await engine.results('for i = 1, 1000 do (i % 2 == 0 and io.stdout or io.stderr):write(i, " ") end');
  assert.equal(written, Array.from({ length: 1000 }, (_, i) => `${i % 2 === 0 ? 'e' : 'o'}${i + 1} `).join(''));
});

test('output of many runs in a row is told apart', async (t) => {
  const engine = new TestEngine(t);
  const runs = Array.from({ length: 200 }, (_, i) => engine.run(`print(${i}) io.stderr:write(${i})`));
  for (const [i, run] of runs.entries()) {
    await run.outcome;
    assert.deepEqual([engine.text('stdout', run.id), engine.text('stderr', run.id)], [`${i}\n`, String(i)]);
  }
});

test('a script that is faster than its consumer waits for it', async (t) => {
  let inFlight = 0;
  let taken = 0;
  const seen: number[] = [];
  const engine = new TestEngine(t, {
    call: ([written]) => {
      seen.push(Number(written) - taken);
      return null;
    },
    onOutput: async ({ bytes }) => {
      assert.equal(++inFlight, 1, 'pieces come one at a time');
      for (let i = 0; i < 10; i++) await turn();
      inFlight--;
      taken += bytes.length;
    },
  });
  await engine.results('local piece = string.rep("x", 10000) for i = 1, 300 do io.write(piece) call(i * 10000) end');
  assert.equal(taken, 3_000_000);
  assert.ok(Math.max(...seen) <= 600_000, `${Math.max(...seen)} bytes were written and not taken`);
});

test('output of call-backs and handlers keeps its place', async (t) => {
  const engine = new TestEngine(t, {
    call: async ([fn], context) => context.invoke(fn as LuaFunctionRef, []),
  });
  await engine.results(`
    io.write("1 ")
    call(function() io.write("2 ") call(function() io.write("3 ") end) io.write("4 ") end)
    do local x <close> = setmetatable({}, {__close = function() io.write("6 ") end}) io.write("5 ") end
    pcall(function() io.write("7 ") error() end)
    coroutine.wrap(function() io.write("8 ") coroutine.yield() end)()
    print("9")`);
  assert.equal(engine.text(), '1 2 3 4 5 6 7 8 9\n');
});
