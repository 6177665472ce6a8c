// What front ends do to kernels, done by jupyter_client (client_cases.py).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jupyterHome, runPythonTests } from '../../support/jupyter.js';
import { pythonPeer } from '../../support/peer.js';

const python = pythonPeer(['jupyter_client']);

describe('jupyter_client', { skip: python.skip }, () => {
  test('clients, input, interrupts, restarts, comms and floods', async (t) => {
    const outcomes = await runPythonTests(python.path, 'client_cases.py', await jupyterHome());
    assert.ok(outcomes.size > 30, `only ${outcomes.size} tests ran`);
    for (const [name, outcome] of outcomes) {
      await t.test(name, () => assert.deepEqual(outcome.status, 'ok', 'reason' in outcome ? outcome.reason : ''));
    }
  });
});
