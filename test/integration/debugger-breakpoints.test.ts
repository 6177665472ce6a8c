// Breakpoints through a whole engine: where they stop, when, and what it costs where they do not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DebuggedEngine } from '../support/debugged-engine.js';
import { resultsOf } from '../support/engine.js';

const LOOP = [
  'local sum = 0', // 1
  'for i = 1, 5 do', // 2
  '  local double = i * 2', // 3
  '  sum = sum + double', // 4
  'end', // 5
  'return sum', // 6
];

test('a breakpoint set before the script is loaded is verified then, and stops', async (t) => {
  const debugged = await DebuggedEngine.attached(t);
  assert.deepEqual(await debugged.breakAt(4), [{ id: 1, isVerified: false, message: 'not loaded yet' }]);
  const run = debugged.run(LOOP);
  const stop = await debugged.stop(run);
  assert.deepEqual([stop.reason, stop.breakpointIds, stop.threadId], ['breakpoint', [1], 1]);
  const changed = debugged.events.find((event) => event.type === 'breakpoint');
  assert.equal(changed?.breakpoint.isVerified, true);
  assert.equal(changed.breakpoint.line, 4);
  assert.equal(await debugged.where(stop), '4 main chunk');
  assert.equal((await debugged.evaluate('sum + double + i', await debugged.frameId(stop))).value, '3');
  await debugged.breakAt();
  await debugged.ask('continue', {});
  assert.deepEqual(resultsOf(await run.outcome), [30]);
});
