import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Job } from './job-queue.js';
import { JobQueue } from './job-queue.js';

/** A job that writes down what becomes of it. */
function job(log: string[], name: string, client = 'a', part: Partial<Job> = {}): Job {
  const done = (what: string) => async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`${what} ${name}`);
  };
  return { id: name, client, isExecution: true, begin: done('ran'), abort: done('aborted'), ...part };
}

test('one at a time, in order', async () => {
  const queue = new JobQueue();
  let running = 0;
  const order: number[] = [];
  for (let i = 0; i < 5; i++) {
    const begin = async (): Promise<void> => {
      assert.equal(++running, 1);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(i);
      running--;
    };
    queue.add(job([], '', 'a', { begin }));
  }
  assert.equal(queue.size, 4);
  await queue.emptied();
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
  assert.equal(queue.isBusy, false);
});

test('a failure aborts what waits then of its client, but no messages and nothing that comes later', async () => {
  const queue = new JobQueue();
  const log: string[] = [];
  const begin = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    queue.abortWaiting('a');
    queue.add(job(log, 'later'));
  };
  queue.add(job(log, 'failing', 'a', { begin }));
  queue.add(job(log, 'one'));
  queue.add(job(log, 'message', 'a', { isExecution: false }));
  queue.add(job(log, 'other', 'b'));
  await queue.emptied();
  assert.deepEqual(log, ['aborted one', 'ran message', 'ran other', 'ran later']);
});

test('abortAll aborts what waits', async () => {
  const queue = new JobQueue();
  const log: string[] = [];
  for (const name of ['x', 'y', 'z']) queue.add(job(log, name));
  await queue.abortAll();
  await queue.emptied();
  assert.deepEqual(log.sort(), ['aborted y', 'aborted z', 'ran x']);
});

test('whatever is asked, each job is either run or aborted, once', async () => {
  const action = fc.oneof(
    fc.record({ add: fc.constantFrom('a', 'b'), isExecution: fc.boolean() }),
    fc.record({ abort: fc.constantFrom('a', 'b') }),
    fc.constant({ wait: true }),
    fc.constant({ all: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), async (actions) => {
      const queue = new JobQueue();
      const log: string[] = [];
      let added = 0;
      for (const step of actions) {
        if ('add' in step) queue.add(job(log, String(added++), step.add, { isExecution: step.isExecution }));
        else if ('abort' in step) queue.abortWaiting(step.abort);
        else if ('all' in step) void queue.abortAll();
        else await new Promise((resolve) => setImmediate(resolve));
      }
      while (log.length < added) await new Promise((resolve) => setImmediate(resolve));
      await queue.emptied();
      assert.deepEqual(new Set(log.map((line) => line.split(' ')[1])).size, added);
      assert.equal(log.length, added);
    }),
  );
});
