// What JupyterLab's debugger asks of kernels, done by jupyter_client (debugger_cases.py).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jupyterHome, runPythonTests } from '../../support/jupyter.js';
import { pythonPeer } from '../../support/peer.js';

const python = pythonPeer(['jupyter_client']);

describe('the debugger through jupyter_client', { skip: python.skip }, () => {
  test('the requests of JupyterLab in its order, from the bug icon to a page that is loaded again', async (t) => {
    const outcomes = await runPythonTests(python.path, 'debugger_cases.py', await jupyterHome());
    assert.ok(outcomes.size > 25, `only ${outcomes.size} tests ran`);
    for (const [name, outcome] of outcomes) {
      const skip = outcome.status === 'skipped' && outcome.reason;
      await t.test(name, { skip }, () =>
        assert.deepEqual(outcome.status, 'ok', 'reason' in outcome ? outcome.reason : ''),
      );
    }
  });
});
