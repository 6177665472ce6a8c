import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallContext } from '../../base/values.js';
import { withRunIds } from './run-ids.js';

const call: CallContext = {
  runId: 'run-7',
  workingDirectory: '/',
  signal: new AbortController().signal,
  invoke: () => Promise.reject(new Error('nothing is called back')),
};

test('answers of tools and agents say which run and task asked; others stay as they are', async () => {
  const methods = withRunIds({
    'tool.execute': () => ({ text: 'a', metadata: { n: 1 } }),
    'agent.execute': async () => ({ text: 'b' }),
    'agent.stream': () => null,
    'state.load': () => ({ metadata: {} }),
  });
  assert.deepEqual(await methods['tool.execute']!([], call), { text: 'a', metadata: { n: 1, run_id: 'run-7' } });
  assert.deepEqual(await methods['agent.execute']!([], { ...call, task: 'fetch' }), {
    text: 'b',
    metadata: { run_id: 'run-7', task: 'fetch' },
  });
  assert.equal(await methods['agent.stream']!([], call), null);
  assert.deepEqual(await methods['state.load']!([], call), { metadata: {} });
});
