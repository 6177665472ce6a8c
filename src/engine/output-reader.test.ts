import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { MEMORY_PAGES, OUT_BASE, OUT_SIZE, PLACED, SWITCH_BASE, SWITCH_COUNT, WORD } from '../base/shared-memory.js';
import type { WrittenPlace } from '../debugger/contract.js';
import type { TakeOutput } from './output-reader.js';
import { OutputReader } from './output-reader.js';

interface Taken {
  readonly run: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly line?: number;
}

/** Writes into the ring as the VM does (`$spell_out` in src/vm/shim.wat), but gives up where the VM would wait. */
class Writer {
  readonly memory = new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true });
  private readonly words = new Int32Array(this.memory.buffer, 0, 256);
  private readonly ring = Buffer.from(this.memory.buffer, OUT_BASE, OUT_SIZE);
  private lastTag = 0;

  /** @param start where the running counts are, as after that much output */
  constructor(start = 0) {
    Atomics.store(this.words, WORD.outHead >> 2, start | 0);
    Atomics.store(this.words, WORD.outTail >> 2, start | 0);
  }

  word(address: number): number {
    return Atomics.load(this.words, address >> 2);
  }

  get isReaderAsleep(): boolean {
    return this.word(WORD.outSleeps) === 1;
  }

  /** Gives how many bytes found room. */
  write(run: number, stream: Taken['stream'], text: string): number {
    const bytes = Buffer.from(text);
    if (bytes.length === 0 || !this.tag(run, stream)) return 0;
    let written = 0;
    while (written < bytes.length) {
      const head = this.word(WORD.outHead);
      const free = OUT_SIZE - ((head - this.word(WORD.outTail)) >>> 0);
      const at = (head >>> 0) & (OUT_SIZE - 1);
      const piece = Math.min(bytes.length - written, free, OUT_SIZE - at);
      if (piece === 0) break;
      bytes.copy(this.ring, at, written, written + piece);
      Atomics.store(this.words, WORD.outHead >> 2, (head + piece) | 0);
      written += piece;
    }
    this.wake();
    return written;
  }

  /** Writes all of it, letting the reader make room. */
  async writeAll(run: number, stream: Taken['stream'], text: string): Promise<void> {
    let rest = text;
    while (rest !== '') {
      rest = rest.slice(this.write(run, stream, rest));
      await turn();
    }
  }

  /** From here on output is of this run and stream; false where the list of switches is full. */
  tag(run: number, stream: Taken['stream']): boolean {
    return this.put((run << 1) | (stream === 'stderr' ? 1 : 0));
  }

  private put(tag: number): boolean {
    if (tag === this.lastTag) return true;
    const head = this.word(WORD.switchHead);
    if (head - this.word(WORD.switchTail) >= SWITCH_COUNT) return false;
    const entry = (SWITCH_BASE >> 2) + 2 * (head & (SWITCH_COUNT - 1));
    this.words[entry] = this.word(WORD.outHead);
    this.words[entry + 1] = tag;
    Atomics.store(this.words, WORD.switchHead >> 2, head + 1);
    this.lastTag = tag;
    return true;
  }

  private wake(): void {
    if (!this.isReaderAsleep) return;
    Atomics.store(this.words, WORD.outSleeps >> 2, 0);
    Atomics.notify(this.words, WORD.outHead >> 2);
  }
}

/** Takes output and joins neighbours of the same tag: where pieces are cut is not promised. */
function collector(): { taken: Taken[]; take: (...chunk: Parameters<TakeOutput>) => void } {
  const taken: Taken[] = [];
  const take = (run: number, stream: Taken['stream'], bytes: Uint8Array, place?: WrittenPlace): void => {
    const text = Buffer.from(bytes).toString('latin1');
    const last = taken.at(-1);
    const line = place && { line: place.line };
    const isSame = last?.run === run && last.stream === stream && last.line === place?.line;
    if (isSame) taken[taken.length - 1] = { ...last, text: last.text + text };
    else taken.push({ run, stream, text, ...line });
  };
  return { taken, take };
}

test('bytes arrive in order, each with the run and the stream that wrote them', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, take);
  writer.write(1, 'stdout', 'one ');
  writer.write(1, 'stdout', 'two');
  writer.write(1, 'stderr', 'oops');
  writer.write(2, 'stdout', 'next run');
  await reader.stop();
  assert.deepEqual(taken, [
    { run: 1, stream: 'stdout', text: 'one two' },
    { run: 1, stream: 'stderr', text: 'oops' },
    { run: 2, stream: 'stdout', text: 'next run' },
  ]);
});

test('output of a known line waits for the message that says which', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, take);
  const source = { chunkName: '@a.lua', path: '/a.lua', reference: 1 };
  writer.write((PLACED >> 1) | 1, 'stdout', 'first');
  writer.write((PLACED >> 1) | 2, 'stderr', 'second');
  writer.write(7, 'stdout', 'from nowhere');
  await turn();
  assert.deepEqual(taken, []);
  reader.places.add(1, { run: 7, source, line: 10 });
  reader.places.add(2, { run: 7, source, line: 20 });
  await reader.drained();
  assert.deepEqual(taken, [
    { run: 7, stream: 'stdout', text: 'first', line: 10 },
    { run: 7, stream: 'stderr', text: 'second', line: 20 },
    { run: 7, stream: 'stdout', text: 'from nowhere' },
  ]);
  await reader.stop();
});

test('a reader that is stopped waits for no message about lines', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, take);
  writer.write((PLACED >> 1) | 1, 'stdout', 'lost');
  await turn();
  await reader.stop();
  assert.deepEqual(taken, [{ run: 0, stream: 'stdout', text: 'lost' }]);
});

test('a reader that sleeps is woken by the writer', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, take);
  for (const text of ['a', 'b', 'c']) {
    while (!writer.isReaderAsleep) await turn();
    writer.write(1, 'stdout', text);
  }
  await reader.drained();
  assert.equal(taken[0]?.text, 'abc');
  await reader.stop();
});

test('more switches than the list holds wait for room in it', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const reader = new OutputReader(writer.memory, async (...chunk) => {
    await gate;
    take(...chunk);
  });
  const stream = (i: number): Taken['stream'] => (i % 2 === 0 ? 'stdout' : 'stderr');
  let written = 0;
  // The first may have been taken over already.
  while (writer.write(1, stream(written), String(written % 10)) === 1) written++;
  assert.ok(written === SWITCH_COUNT || written === SWITCH_COUNT + 1, String(written));
  go();
  for (; written < 100; written++) await writer.writeAll(1, stream(written), String(written % 10));
  await reader.stop();
  assert.deepEqual(
    taken,
    Array.from({ length: 100 }, (_, i) => ({ run: 1, stream: stream(i), text: String(i % 10) })),
  );
});

test('a tag without output of its own gives way to the next', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  writer.write(1, 'stdout', 'a');
  // As where an interruption ends a write that has no room.
  writer.tag(1, 'stderr');
  writer.write(2, 'stderr', 'b');
  writer.write(1, 'stdout', 'c');
  const reader = new OutputReader(writer.memory, take);
  await reader.stop();
  assert.deepEqual(
    taken.map(({ run, stream, text }) => `${run}${stream}${text}`),
    ['1stdouta', '2stderrb', '1stdoutc'],
  );
});

for (const [name, start] of [
  ['the end of the ring', OUT_SIZE - 3],
  ['the end of 31 bits', 2 ** 31 - 3],
  ['the end of 32 bits', 2 ** 32 - 3],
] as const) {
  test(`output and its tags go over ${name}`, async () => {
    const writer = new Writer(start);
    const { taken, take } = collector();
    const reader = new OutputReader(writer.memory, take);
    writer.write(1, 'stdout', 'ab');
    writer.write(1, 'stderr', 'cdef');
    const done = reader.drained();
    writer.write(3, 'stdout', 'gh');
    await done;
    assert.equal(
      taken
        .map(({ text }) => text)
        .join('')
        .slice(0, 6),
      'abcdef',
    );
    await reader.stop();
    assert.deepEqual(taken, [
      { run: 1, stream: 'stdout', text: 'ab' },
      { run: 1, stream: 'stderr', text: 'cdef' },
      { run: 3, stream: 'stdout', text: 'gh' },
    ]);
  });
}

test('a writer goes on while a piece is taken, until the ring is full again', async () => {
  const writer = new Writer();
  const taking: (() => void)[] = [];
  const count = (): number => taking.length;
  const reader = new OutputReader(writer.memory, () => new Promise<void>((resolve) => taking.push(resolve)));
  assert.equal(writer.write(1, 'stdout', 'x'.repeat(OUT_SIZE + 10)), OUT_SIZE);
  while (taking.length === 0) await turn();
  const room = writer.word(WORD.outTail);
  assert.equal(writer.write(1, 'stdout', 'y'.repeat(OUT_SIZE)), room);
  await turn();
  assert.equal(count(), 1, 'pieces are taken one at a time');
  assert.equal(writer.write(1, 'stdout', 'z'), 0);
  taking[0]!();
  while (count() < 2) await turn();
  assert.equal(writer.write(1, 'stdout', 'z'), 1);
  const stopped = reader.stop().then(() => 'stopped');
  while ((await Promise.race([stopped, turn('not yet')])) !== 'stopped') taking.at(-1)!();
});

test('drained waits for what is being taken, and not for what is written later', async () => {
  const writer = new Writer();
  const taking: (() => void)[] = [];
  const reader = new OutputReader(writer.memory, () => new Promise<void>((resolve) => taking.push(resolve)));
  writer.write(1, 'stdout', 'first');
  let isDrained = false;
  const drained = reader.drained().then(() => (isDrained = true));
  while (taking.length === 0) await turn();
  writer.write(1, 'stdout', 'second');
  assert.equal(isDrained, false);
  taking[0]!();
  await drained;
  while (taking.length < 2) await turn();
  taking[1]!();
  await reader.stop();
});

test('drained wakes a reader for output that its writer has not finished', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, take);
  while (!writer.isReaderAsleep) await turn();
  // A write of many pieces wakes the reader at its end or where the ring is full.
  const words = new Int32Array(writer.memory.buffer, 0, 256);
  Buffer.from(writer.memory.buffer, OUT_BASE, OUT_SIZE).write('piece');
  Atomics.store(words, WORD.outHead >> 2, 5);
  await reader.drained();
  assert.equal(taken[0]?.text, 'piece');
  await reader.stop();
});

test('stop takes what is left, and nothing waits for ever afterwards', async () => {
  const writer = new Writer();
  const { taken, take } = collector();
  const reader = new OutputReader(writer.memory, async (...chunk) => {
    await turn();
    take(...chunk);
  });
  writer.write(1, 'stdout', 'left over');
  writer.write(1, 'stderr', '!');
  await reader.stop();
  assert.equal(taken.map(({ text }) => text).join(''), 'left over!');
  await reader.drained();
});

test('whatever is written comes out the same, from any position and at any pace', async () => {
  const write = fc.record({
    run: fc.integer({ min: 1, max: 4 }),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    length: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: OUT_SIZE - 5, max: OUT_SIZE + 5 })),
    isSlow: fc.boolean(),
  });
  const start = fc.oneof(fc.nat(), fc.integer({ min: 2 ** 32 - 50, max: 2 ** 32 - 1 }), fc.constant(2 ** 31 - 10));
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 60 }), start, async (writes, position) => {
      const writer = new Writer(position);
      const { taken, take } = collector();
      let isSlow = false;
      const reader = new OutputReader(writer.memory, async (...chunk) => {
        if (isSlow) await turn();
        take(...chunk);
      });
      const expected = collector();
      let letter = 0;
      for (const { run, stream, length, isSlow: slow } of writes) {
        isSlow = slow;
        const text = Array.from({ length }, () => String.fromCharCode(97 + (letter++ % 26))).join('');
        expected.take(run, stream, Buffer.from(text));
        await writer.writeAll(run, stream, text);
      }
      await reader.stop();
      assert.deepEqual(taken, expected.taken);
    }),
    { numRuns: 40 },
  );
});
