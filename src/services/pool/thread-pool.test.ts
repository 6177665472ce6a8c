import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TaskInput } from './tasks.js';
import { isLarger } from './size.js';
import { ThreadPool } from './thread-pool.js';

const never = new AbortController().signal;
const limits = { signal: never, timeoutMs: 60_000 };

/** Its pattern backtracks for longer than anyone waits. */
const endless: TaskInput<'checkRules'> = [`${'x'.repeat(40)}z`, [{ type: 'pattern', pattern: '^(x+x+)+y' }]];

describe('the pool', () => {
  test('does tasks and passes errors on with all that they say', async () => {
    const pool = new ThreadPool(1);
    assert.equal(await pool.run('changeText', ['uppercase', 'a', {}], limits), 'A');
    await assert.rejects(pool.run('changeText', ['count', 'a', { count_type: 'x' }], limits), {
      code: 'TOOL_PARAMETER',
      category: 'Validation error',
      help: 'it may be words, chars, lines or bytes',
    });
    assert.equal(await pool.run('changeText', ['lowercase', 'A', {}], limits), 'a');
  });

  test('keeps to its size and serves everybody in turn', async () => {
    const pool = new ThreadPool(2);
    const many = Array.from({ length: 20 }, (_, index) => `A${index}`);
    const lower = await Promise.all(many.map((text) => pool.run('changeText', ['lowercase', text, {}], limits)));
    assert.deepEqual(
      lower,
      many.map((text) => text.toLowerCase()),
    );
  });

  test('who leaves while waiting holds nobody', async () => {
    const pool = new ThreadPool(1);
    const first = pool.run('changeText', ['uppercase', 'a', {}], limits);
    const leaving = new AbortController();
    const second = pool.run('changeText', ['uppercase', 'b', {}], { ...limits, signal: leaving.signal });
    const third = pool.run('changeText', ['uppercase', 'c', {}], limits);
    leaving.abort(new Error('gone'));
    await assert.rejects(second, { message: 'gone' });
    assert.deepEqual(await Promise.all([first, third]), ['A', 'C']);
    await assert.rejects(pool.run('changeText', ['uppercase', 'd', {}], { ...limits, signal: leaving.signal }));
    assert.equal(await pool.run('changeText', ['uppercase', 'e', {}], limits), 'E');
  });

  test('a task is ended at its time-out or with its signal, and the next goes well', async () => {
    const pool = new ThreadPool(1);
    await assert.rejects(pool.run('checkRules', endless, { signal: never, timeoutMs: 100 }), {
      code: 'TOOL_TIMEOUT',
      message: 'it took more than 100 ms and was ended',
    });
    const controller = new AbortController();
    const running = pool.run('checkRules', endless, { ...limits, signal: controller.signal });
    const next = pool.run('changeText', ['uppercase', 'a', {}], limits);
    controller.abort(new Error('interrupted'));
    await assert.rejects(running, { message: 'interrupted' });
    assert.equal(await next, 'A');
  });

  test('a result that is too large is refused', async () => {
    const pool = new ThreadPool(1);
    const spaces = { spaces: 1_000_000 };
    await assert.rejects(pool.run('changeText', ['indent', 'a\n'.repeat(50), spaces], limits), {
      code: 'TOOL_RESULT_TOO_LARGE',
    });
  });
});

test('sizes are told apart without looking at all of a value', () => {
  assert.equal(isLarger('x'.repeat(100), 50), true);
  assert.equal(isLarger({ a: [1, 2], b: 'text' }, 100), false);
  assert.equal(isLarger(new Uint8Array(100), 50), true);
  assert.equal(isLarger(Array(1000).fill({ name: 'a' }), 5000), true);
});
