import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PauseClock } from './pause-clock.js';

test('pauses are summed until they are taken', () => {
  let now = 0;
  const clock = new PauseClock(() => now);
  const at = (time: number, event: string): void => {
    now = time;
    clock.saw(event);
  };
  at(10, 'output');
  at(20, 'stopped');
  at(25, 'stopped');
  at(50, 'continued');
  at(60, 'continued');
  at(100, 'stopped');
  at(107, 'continued');
  assert.equal(clock.take(), 37);
  assert.equal(clock.take(), 0);
});

test('a run that ends while it is paused was paused until then', () => {
  let now = 5;
  const clock = new PauseClock(() => now);
  clock.saw('stopped');
  now = 9;
  assert.equal(clock.take(), 4);
});
