import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentFigures } from './agent-figures.js';

test('before anything has happened', () => {
  const figures = new AgentFigures();
  assert.deepEqual(figures.counters(), {
    requests_total: 0,
    requests_failed: 0,
    requests_active: 0,
    tool_invocations: 0,
    tool_failures: 0,
    input_tokens: 0,
    output_tokens: 0,
    total_tokens: 0,
    total_execution_time_ms: 0,
  });
  assert.equal(figures.performance()['success_rate'], 1);
});

test('counts requests, tokens, tools and costs', async () => {
  const figures = new AgentFigures();
  let during: unknown;
  await figures.measure(async () => {
    await Promise.resolve();
    figures.replied({ inputTokens: 5, outputTokens: 2 });
    figures.replied({ outputTokens: 1 });
    figures.calledTool(false);
    figures.calledTool(true);
    figures.paid(0.25);
    figures.paid(0.5);
    during = figures.counters()['requests_active'];
  });
  await assert.rejects(
    figures.measure(() => Promise.reject(new Error('x'))),
    /x/,
  );
  const { total_execution_time_ms: ms, ...rest } = figures.counters();
  assert.equal(typeof ms, 'number');
  assert.equal(during, 1);
  assert.deepEqual(rest, {
    requests_total: 2,
    requests_failed: 1,
    requests_active: 0,
    tool_invocations: 2,
    tool_failures: 1,
    input_tokens: 5,
    output_tokens: 3,
    total_tokens: 8,
    cost_usd: 0.75,
  });
  const { total_executions, error_rate, success_rate } = figures.performance();
  assert.deepEqual([total_executions, error_rate, success_rate], [2, 0.5, 0.5]);
});
