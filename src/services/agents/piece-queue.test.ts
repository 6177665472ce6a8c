import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFunctionRef } from '../../base/values.js';
import type { CallContext, Value } from '../../base/values.js';
import { PieceQueue } from './piece-queue.js';

const callback = createFunctionRef(1);
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Script {
  /** Texts by crossing. */
  readonly crossings: string[][] = [];
  fails = false;
  private free: () => void = () => undefined;

  readonly call: CallContext = {
    runId: 'r',
    workingDirectory: '/',
    signal: new AbortController().signal,
    invoke: () => Promise.reject(new Error('pieces travel together')),
    invokeEach: async (_fn, lists) => {
      this.crossings.push(lists.map(([piece]) => (piece as { readonly text: string }).text));
      await new Promise<void>((resolve) => (this.free = resolve));
      if (this.fails) throw new Error('the function failed');
    },
  };

  isReady(): void {
    this.free();
  }
}

test('what comes while the function is busy travels together, in order', async () => {
  const script = new Script();
  const result = new PieceQueue(script.call, callback).during(async (onChunk): Promise<Value> => {
    for (const [i, text] of ['a', 'b', 'c'].entries()) await onChunk(text, i + 1);
    await tick();
    script.isReady();
    await tick();
    script.isReady();
    await tick();
    void onChunk('d', 4);
    setImmediate(() => script.isReady());
    return 'done';
  });
  assert.equal(await result, 'done');
  assert.deepEqual(script.crossings, [['a'], ['b', 'c'], ['d']]);
});

test('a stream waits for a function that is far behind', async () => {
  const script = new Script();
  let sent = 0;
  const result = new PieceQueue(script.call, callback).during(async (onChunk) => {
    for (; sent < 2000; sent++) await onChunk('x', sent + 1);
  });
  await tick();
  assert.ok(sent < 1000, String(sent));
  const timer = setInterval(() => script.isReady());
  await result;
  clearInterval(timer);
  assert.equal(script.crossings.flat().length, 2000);
});

test('a function that fails ends the stream at once, and its error is the one that is thrown', async () => {
  const script = new Script();
  script.fails = true;
  const result = new PieceQueue(script.call, callback).during(async (onChunk, { signal }) => {
    await onChunk('x', 1);
    const aborted = new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new Error('gone'))),
    );
    script.isReady();
    await aborted;
  });
  await assert.rejects(result, /the function failed/);
});
