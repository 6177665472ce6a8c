// What expressions give: results of cells, and user expressions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import { typesOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

onEveryTransport((open) => {
  test('a result is published after the output, before the reply', async (t) => {
    const client = await (await open(t)).connect();
    const { published } = await client.execute('print("hello")\n1 + 1').answered;
    assert.deepEqual(typesOf(published), ['status', 'execute_input', 'stream', 'execute_result', 'status']);
    assert.equal((published[3]!.content['data'] as JsonObject)['text/plain'], '2');
    assert.equal(published[3]!.content['execution_count'], 1);
  });

  test('it is kept in the history', async (t) => {
    const client = await (await open(t)).connect();
    await client.execute('6 * 7').answered;
    await client.execute('x = 1').answered;
    const { reply } = await client.request('history_request', { hist_access_type: 'tail', n: 9, output: true });
    assert.deepEqual(reply.content['history'], [
      [1, 1, ['6 * 7', '42']],
      [1, 2, ['x = 1', null]],
    ]);
  });

  test('user expressions are evaluated afterwards, each on its own', async (t) => {
    const client = await (await open(t)).connect();
    const user_expressions = { sum: 'x + 1', failing: 'nothing.at.all', broken: ')', none: 'nil' };
    const { reply } = await client.execute('x = 41', { user_expressions }).answered;
    const results = reply.content['user_expressions'] as Record<string, JsonObject>;
    assert.equal(reply.content['status'], 'ok');
    assert.equal((results['sum']!['data'] as JsonObject)['text/plain'], '42');
    assert.equal(results['failing']!['status'], 'error');
    assert.equal(results['failing']!['ename'], 'RuntimeError');
    assert.equal(results['broken']!['ename'], 'SyntaxError');
    assert.deepEqual(results['none'], { status: 'ok', data: { 'text/plain': 'nil' }, metadata: {} });
  });
});
