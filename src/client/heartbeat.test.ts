import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heartbeat } from './heartbeat.js';
import type { HeartbeatOptions } from './heartbeat.js';

/** Looks as often as it can; `answers` are those of the pings, the last for ever. Resolves with so many things that it tells. */
async function looks(count: number, answers: boolean[], options: Partial<HeartbeatOptions> = {}): Promise<string[]> {
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    const tell = (what: string): void => {
      if (told.push(what) < count) return;
      heartbeat.dispose();
      resolve();
    };
    const heartbeat = new Heartbeat({
      ping: async () => (answers.length > 1 ? answers.shift()! : answers[0]!),
      intervalMs: 1,
      silenceMs: 5,
      isGone: async () => false,
      onAlive: (wasSilent) => tell(wasSilent ? 'back' : 'alive'),
      onGone: () => tell('gone'),
      ...options,
    });
    heartbeat.want(true);
    heartbeat.want(true);
  });
  return told;
}

test('a kernel that misses some beats is alive', async () => {
  const told = await looks(3, [true, false, false, true], { silenceMs: 60_000 });
  assert.deepEqual(told, ['alive', 'back', 'alive']);
});

test('one that is silent for long is gone', async () => {
  assert.deepEqual(await looks(2, [true, false]), ['alive', 'gone']);
});

test('one whose process has ended is gone at once', async () => {
  const told = await looks(2, [true, false], { silenceMs: 60_000, isGone: async () => true });
  assert.deepEqual(told, ['alive', 'gone']);
});

test('nothing is told once nobody waits', async () => {
  let answer = (_isAlive: boolean): void => undefined;
  let pinged = (): void => undefined;
  const asked = new Promise<void>((resolve) => (pinged = resolve));
  const never = (): never => assert.fail('it was told');
  const heartbeat = new Heartbeat({
    ping: () => {
      pinged();
      return new Promise((resolve) => (answer = resolve));
    },
    intervalMs: 1,
    silenceMs: 1,
    isGone: async () => true,
    onAlive: never,
    onGone: never,
  });
  heartbeat.want(true);
  await asked;
  heartbeat.want(false);
  answer(false);
  await new Promise((resolve) => setImmediate(resolve));
});
