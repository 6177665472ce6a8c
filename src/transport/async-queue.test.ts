import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncQueue } from './async-queue.js';

const LIMITS = { messages: 3, bytes: 10 };
const queue = (): AsyncQueue<string> => new AsyncQueue<string>(LIMITS, (text) => text.length);

/** Whether a promise has settled once all jobs of this turn are done. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise(setImmediate);
  return settled;
}

async function take(from: AsyncQueue<string>, count: number): Promise<string[]> {
  const taken: string[] = [];
  if (count === 0) return taken;
  for await (const item of from.read()) if (taken.push(item) === count) break;
  return taken;
}

describe('AsyncQueue', () => {
  test('gives items in order, to readers before and after', async () => {
    const items = queue();
    const early = take(items, 2);
    assert.ok(items.offer('a'));
    assert.ok(items.offer('b'));
    assert.deepEqual(await early, ['a', 'b']);
    assert.ok(items.offer('c'));
    assert.deepEqual(await take(items, 1), ['c']);
  });

  test('refuses what is beyond the number of items or of bytes', () => {
    const many = queue();
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((item) => many.offer(item)),
      [true, true, true, false],
    );
    const large = queue();
    assert.ok(large.offer('123456'));
    assert.equal(large.offer('12345'), false);
    assert.ok(large.offer('1234'));
  });

  test('takes anything when empty', () => {
    const items = queue();
    assert.ok(items.offer('x'.repeat(100)));
    assert.equal(items.offer(''), false);
    assert.equal(items.size, 1);
  });

  test('holds writers back, in order, until there is room', async () => {
    const items = queue();
    for (const item of ['a', 'b', 'c']) items.offer(item);
    const fourth = items.put('d');
    const fifth = items.put('e');
    assert.equal(await isSettled(fourth), false);
    assert.equal(items.offer('f'), false, 'nobody overtakes');
    assert.deepEqual(await take(items, 1), ['a']);
    assert.equal(await fourth, true);
    assert.equal(await isSettled(fifth), false);
    assert.deepEqual(await take(items, 4), ['b', 'c', 'd', 'e']);
    assert.equal(await fifth, true);
  });

  test('a withdrawn item leaves the line and lets those behind it in', async () => {
    const items = queue();
    items.offer('12345678');
    const withdrawal = new AbortController();
    const large = items.put('123', withdrawal.signal);
    const small = items.put('12');
    withdrawal.abort();
    assert.equal(await large, false);
    assert.equal(await small, true);
    assert.deepEqual(await take(items, 2), ['12345678', '12']);
    assert.equal(await items.put('late', withdrawal.signal), false);
  });

  test('a reader that is aborted takes nothing along', async () => {
    const items = queue();
    const abort = new AbortController();
    const first = items.read(abort.signal).next();
    const second = items.read().next();
    abort.abort();
    assert.equal((await first).done, true);
    items.offer('a');
    assert.equal((await second).value, 'a');
  });

  test('closing ends readers and writers and drops the rest', async () => {
    const items = queue();
    const reader = queue();
    for (const item of ['a', 'b', 'c']) items.offer(item);
    const writer = items.put('d');
    const pending = reader.read().next();
    items.close();
    reader.close();
    assert.equal(await writer, false);
    assert.equal((await pending).done, true);
    assert.deepEqual(await take(items, 1), []);
    assert.equal(items.offer('e'), false);
    assert.equal(await items.put('e'), false);
  });

  test('keeps the order over many turns of its buffer', async () => {
    const items = new AsyncQueue<number>({ messages: 1_000, bytes: 1_000 }, () => 1);
    const reader = items.read();
    let next = 0;
    for (let written = 0; written < 5_000; written += 1) {
      await items.put(written);
      if (written % 3 !== 0) assert.equal((await reader.next()).value, next++);
      if (items.size > 900) while (items.size > 0) assert.equal((await reader.next()).value, next++);
    }
  });
});
