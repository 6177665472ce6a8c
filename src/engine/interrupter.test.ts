import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { FLAG, INTERRUPT, MEMORY_PAGES, WORD } from '../base/shared-memory.js';
import { Interrupter } from './interrupter.js';

const GRACE_MS = 1000;
const REARM_MS = 250;

/** An interrupter on a memory of its own; the test plays the engine thread. */
function createInterrupter(): {
  interrupter: Interrupter;
  words: Int32Array;
  stuck: string[];
  word: (address: number) => number;
  /** What the flag word held; it is 0 afterwards. */
  takeFlag: () => number;
} {
  const memory = new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true });
  const words = new Int32Array(memory.buffer, 0, 256);
  const stuck: string[] = [];
  const interrupter = new Interrupter(memory, GRACE_MS, (reason) => stuck.push(reason));
  const word = (address: number): number => Atomics.load(words, address >> 2);
  return { interrupter, words, stuck, word, takeFlag: () => Atomics.exchange(words, WORD.flag >> 2, 0) };
}

/** The clock stands still but for `tick`. */
function withClock(name: string, run: (tick: (ms: number) => void) => void): void {
  test(name, () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      run((ms) => mock.timers.tick(ms));
    } finally {
      mock.timers.reset();
    }
  });
}

withClock('an interruption says which run it is for, and why', () => {
  const { interrupter, word, takeFlag } = createInterrupter();
  interrupter.started(7, undefined);
  interrupter.interrupt(7, 'interrupted');
  assert.equal(word(WORD.interruptRun), 7);
  assert.equal(word(WORD.interruptReason), INTERRUPT.interrupted);
  assert.equal(takeFlag(), FLAG.interrupt);
});

withClock('it is set again until the run has ended', (tick) => {
  const { interrupter, takeFlag } = createInterrupter();
  interrupter.started(1, undefined);
  interrupter.interrupt(1, 'interrupted');
  for (let i = 0; i < 3; i++) {
    assert.equal(takeFlag() & FLAG.interrupt, FLAG.interrupt);
    tick(REARM_MS - 1);
    assert.equal(takeFlag() & FLAG.interrupt, 0);
    tick(1);
  }
  interrupter.ended();
  takeFlag();
  tick(10 * REARM_MS);
  assert.equal(takeFlag(), 0);
});

withClock('a deadline interrupts by itself', (tick) => {
  const { interrupter, word, takeFlag } = createInterrupter();
  interrupter.started(3, 100);
  tick(99);
  assert.equal(takeFlag() & FLAG.interrupt, 0);
  tick(1);
  assert.equal(takeFlag() & FLAG.interrupt, FLAG.interrupt);
  assert.equal(word(WORD.interruptReason), INTERRUPT.timeout);
  assert.equal(word(WORD.interruptRun), 3);
  interrupter.ended();
});

withClock('a run that has ended in time is not interrupted, nor is the next', (tick) => {
  const { interrupter, stuck, takeFlag } = createInterrupter();
  interrupter.started(1, 100);
  interrupter.ended();
  interrupter.started(2, undefined);
  tick(10 * GRACE_MS);
  assert.equal(takeFlag() & FLAG.interrupt, 0);
  assert.deepEqual(stuck, []);
});

withClock('after the grace period the run counts as stuck', (tick) => {
  const { interrupter, stuck } = createInterrupter();
  interrupter.started(1, 100);
  tick(100);
  tick(GRACE_MS - 1);
  assert.deepEqual(stuck, []);
  tick(1);
  assert.deepEqual(stuck, ['timeout']);
  interrupter.ended();
});

withClock('a run that has left in time is not stuck', (tick) => {
  const { interrupter, stuck } = createInterrupter();
  interrupter.started(1, undefined);
  interrupter.interrupt(1, 'interrupted');
  tick(GRACE_MS - 1);
  interrupter.ended();
  tick(10 * GRACE_MS);
  assert.deepEqual(stuck, []);
});

test('an engine thread that waits for an answer or for room is woken', async () => {
  const { interrupter, words, word } = createInterrupter();
  const before = word(WORD.mailbox);
  const waits = [
    Atomics.waitAsync(words, WORD.mailbox >> 2, before),
    Atomics.waitAsync(words, WORD.outTail >> 2, word(WORD.outTail)),
  ];
  interrupter.interrupt(1, 'interrupted');
  assert.deepEqual([await waits[0]!.value, await waits[1]!.value], ['ok', 'ok']);
  assert.notEqual(word(WORD.mailbox), before, 'a thread that is about to wait must not begin to');
  interrupter.ended();
});

test('a deadline beyond what timers of Node can hold never comes', async () => {
  const { interrupter, takeFlag } = createInterrupter();
  for (const timeoutMs of [2 ** 31, 1e12, Infinity]) interrupter.started(1, timeoutMs);
  await pause(10);
  assert.equal(takeFlag() & FLAG.interrupt, 0);
  interrupter.ended();
});
