// Cells that an idle kernel rehearses leave no trace.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rehearse } from '../../src/cli/kernel/rehearsal.js';
import { onEveryTransport } from '../support/test-kernel.js';
import { textOf } from '../support/raw-client.js';

const CELLS = 5;

onEveryTransport((open) => {
  test('rehearsed cells are not counted, kept or published', async (t) => {
    let rehearsed = 0;
    let isOver!: () => void;
    const over = new Promise<void>((resolve) => (isOver = resolve));
    const opened = await open(t, {
      rehearse: async (engine, isUnused) => {
        await rehearse(
          engine,
          () => isUnused() && rehearsed < CELLS,
          () => rehearsed++,
        );
        isOver();
      },
    });
    const client = await opened.connect();
    const before = client.received.length;
    await over;
    assert.equal(rehearsed, CELLS);
    assert.equal(client.received.length, before);
    const { executions, sessions } = opened.kernel.status();
    assert.deepEqual(executions, { finished: 0, failed: 0, running: 0 });
    assert.equal(sessions[0]!.executionCount, 0);
    const { reply, published } = await client.execute('print(x)').answered;
    assert.equal(reply.content['execution_count'], 1);
    assert.equal(textOf(published), 'nil\n');
    opened.assertNoDefects();
  });

  test('a rehearsal ends when somebody needs the engine', async (t) => {
    let isOver!: () => void;
    const over = new Promise<void>((resolve) => (isOver = resolve));
    let begun!: () => void;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const opened = await open(t, {
      rehearse: (engine, isUnused) => rehearse(engine, isUnused, begun).finally(isOver),
    });
    const client = await opened.connect();
    await hasBegun;
    assert.equal(textOf((await client.execute('print("mine")').answered).published), 'mine\n');
    await over;
  });
});
