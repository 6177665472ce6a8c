import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsoleLog } from './console-log.js';

test('the newest are kept, with their numbers; long texts are cut', () => {
  const log = new ConsoleLog();
  for (let i = 1; i <= 250; i++) log.add({ level: 'info', text: `${i}`, runId: 'run-1', time: i });
  const entries = log.entries();
  assert.deepEqual([entries.length, entries[0]?.[0], entries[0]?.[1].text, entries.at(-1)?.[0]], [200, 51, '51', 250]);
  log.clear();
  log.add({ level: 'info', text: 'x'.repeat(5000), runId: 'run-1', time: 0 });
  assert.deepEqual(
    log.entries().map(([number, { text }]) => [number, text.length]),
    [[251, 2001]],
  );
});
