import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRecord } from '../../src/base/log.js';
import { MemoryHistoryStore } from '../../src/services/stores/memory-history-store.js';
import { KernelHistory } from '../../src/kernel/history.js';

/** Keeps what it has held when it was closed. */
class WatchedStore extends MemoryHistoryStore {
  appended = 0;
  inputs: readonly string[] = [];
  failure: Error | undefined;

  override async append(session: number, line: number, input: string): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.appended++;
    await super.append(session, line, input);
  }

  override dispose(): void {
    void this.tail(99).then((entries) => (this.inputs = entries.map(({ input, output }) => `${input}=${output}`)));
    super.dispose();
  }
}

function open(): { store: WatchedStore; history: KernelHistory; log: string[] } {
  const store = new WatchedStore();
  const log: string[] = [];
  const logger = { isEnabled: () => true, log: ({ message }: Omit<LogRecord, 'time'>) => void log.push(message) };
  return { store, log, history: new KernelHistory('k', async () => store, logger) };
}

test('what was executed is written by itself, all that came meanwhile together', async () => {
  const { store, history } = open();
  const session = history.forSession();
  session.append(1, 'a');
  await new Promise(setImmediate);
  assert.equal(store.appended, 0);
  session.append(2, 'b');
  const isWritten = (): boolean => store.appended > 0;
  while (!isWritten()) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(store.appended, 2);
  await history.dispose();
});

test('who asks for it, and the end, do not wait for that', async () => {
  const { store, history } = open();
  const session = history.forSession();
  session.append(1, 'a');
  await history.written();
  assert.equal(store.appended, 1);
  session.setOutput(1, '1');
  session.append(2, 'b');
  await history.dispose();
  await new Promise(setImmediate);
  assert.deepEqual(store.inputs, ['a=1', 'b=null']);
});

test('no more than so much waits', async () => {
  for (const [count, input] of [
    [512, 'x'],
    [2, 'x'.repeat(2 ** 19)],
  ] as const) {
    const { store, history } = open();
    const session = history.forSession();
    for (let line = 1; line <= count; line++) session.append(line, input);
    await new Promise(setImmediate);
    assert.equal(store.appended, count);
    await history.dispose();
  }
});

test('the first failure is logged, and later changes are tried', async () => {
  const { store, history, log } = open();
  const session = history.forSession();
  store.failure = new Error('no space');
  for (const line of [1, 2]) {
    session.append(line, 'a');
    await history.written();
  }
  assert.deepEqual(log, ['the history is not kept: no space']);
  store.failure = undefined;
  session.append(3, 'b');
  await history.written();
  assert.equal(store.appended, 1);
  await history.dispose();
});
