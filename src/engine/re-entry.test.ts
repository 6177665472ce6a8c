import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { FLAG, MEMORY_PAGES, WORD } from '../base/shared-memory.js';
import { ReEntry } from './re-entry.js';

interface Scene {
  readonly reEntry: ReEntry;
  /** Lets so many milliseconds pass; gives those after which the run was asked. */
  readonly pass: (ms: number) => number[];
  /** Whether the request still stands. */
  readonly isAsked: () => boolean;
}

/** A re-entry whose clock stands still but for `pass`, where the test plays the engine thread. */
function withClock(name: string, run: (scene: Scene) => void): void {
  test(name, () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const memory = new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true });
      const words = new Int32Array(memory.buffer, 0, 256);
      let now = 1000;
      const pass = (ms: number): number[] => {
        const asked: number[] = [];
        for (let i = 1; i <= ms; i++) {
          now++;
          mock.timers.tick(1);
          if ((Atomics.and(words, WORD.flag >> 2, ~FLAG.yield) & FLAG.yield) !== 0) asked.push(i);
        }
        return asked;
      };
      const isAsked = (): boolean => (Atomics.load(words, WORD.flag >> 2) & FLAG.yield) !== 0;
      run({ reEntry: new ReEntry(memory, () => now), pass, isAsked });
    } finally {
      mock.timers.reset();
    }
  });
}

withClock('a run that goes on is asked several times, at growing distances', ({ reEntry, pass }) => {
  reEntry.begins();
  const asked = pass(3000);
  assert.ok(asked.length >= 5, String(asked));
  assert.ok(asked[0]! > 5 && asked[0]! < 50, 'neither at once nor late');
  assert.deepEqual(
    asked,
    [...asked].sort((a, b) => a - b),
  );
});

withClock('a run that has ended is not asked', ({ reEntry, pass }) => {
  reEntry.begins();
  assert.equal(pass(20).length, 1);
  reEntry.rests();
  assert.deepEqual(pass(3000), []);
});

withClock('time in which a script waits for the host does not count', ({ reEntry, pass }) => {
  reEntry.begins();
  reEntry.rests();
  assert.deepEqual(pass(10_000), []);
  reEntry.runs();
  assert.ok(pass(100).length >= 3);
});

withClock('short pieces of running add up', ({ reEntry, pass }) => {
  reEntry.begins();
  let asked = 0;
  for (let i = 0; i < 40; i++) {
    asked += pass(5).length;
    reEntry.rests();
    asked += pass(50).length;
    reEntry.runs();
  }
  assert.ok(asked >= 3, String(asked));
});

withClock('each run is asked from its own beginning', ({ reEntry, pass }) => {
  reEntry.begins();
  const first = pass(100);
  reEntry.begins();
  assert.deepEqual(pass(100), first);
});

withClock('once a run has been long enough, none is asked any more', ({ reEntry, pass }) => {
  reEntry.begins();
  pass(10_000);
  reEntry.rests();
  reEntry.begins();
  assert.deepEqual(pass(10_000), []);
});

withClock('a request that nothing can follow is dropped', ({ reEntry, isAsked }) => {
  reEntry.begins();
  mock.timers.tick(15);
  assert.equal(isAsked(), true);
  mock.timers.tick(5);
  assert.equal(isAsked(), false);
});

withClock('a request goes when the script begins to wait', ({ reEntry, isAsked }) => {
  reEntry.begins();
  mock.timers.tick(15);
  assert.equal(isAsked(), true);
  reEntry.rests();
  assert.equal(isAsked(), false);
});
