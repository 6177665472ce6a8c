// The official suite of Jupyter for kernels, against the installed kernelspec.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jupyterHome, runPythonTests } from '../../support/jupyter.js';
import { pythonPeer } from '../../support/peer.js';

const python = pythonPeer(['jupyter_kernel_test', 'jupyter_client']);

/** Everything that the suite of Debian's version can test. */
const TESTS = [
  'test_clear_output',
  'test_completion',
  'test_display_data',
  'test_error',
  'test_execute_result',
  'test_execute_stderr',
  'test_execute_stdout',
  'test_history',
  'test_inspect',
  'test_is_complete',
  'test_kernel_info',
  'test_pager',
];

describe('jupyter_kernel_test', { skip: python.skip }, () => {
  test('all tests pass; only the pager, which kernels should not use any more, is left out', async (t) => {
    const outcomes = await runPythonTests(python.path, 'kernel_suite.py', await jupyterHome());
    assert.deepEqual([...outcomes.keys()].sort(), TESTS);
    const skipped = [...outcomes].filter(([, { status }]) => status === 'skipped');
    assert.deepEqual(
      skipped.map(([name]) => name),
      ['test_pager'],
    );
    for (const [name, outcome] of outcomes) {
      await t.test(name, () => assert.notEqual(outcome.status, 'failed', 'reason' in outcome ? outcome.reason : ''));
    }
  });
});
