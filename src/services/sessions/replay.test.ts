import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SessionStep } from '../stores/session-store.js';
import { differencesOf } from './compare-step.js';
import { replaySteps } from './replay.js';
import type { ReplayOptions } from './replay.js';
import type { StepEnd, StepRunner } from './step-runner.js';

function step(number: number, fields: Partial<SessionStep> = {}): SessionStep {
  return {
    ...{ session: 's', number, code: `step ${number}`, output: '', result: null, status: 'ok', error: null },
    ...{ startedAt: 1, durationMs: 1, manner: { echo: false, keepsLocals: false }, calls: [], callsLeftOut: 0 },
    ...fields,
  };
}

const end = (fields: Partial<StepEnd> = {}): StepEnd => ({
  ...{ output: '', result: null, status: 'ok', error: null, durationMs: 2 },
  ...fields,
});

const OPTIONS: ReplayOptions = {
  ...{ isDry: false, isCompared: true, timeoutMs: 60_000, stops: false, changes: new Map() },
};

/** A runner whose steps end as they are told. */
class ToldRunner implements StepRunner {
  readonly ran: string[] = [];
  isDisposed = false;
  isInterrupted = false;

  constructor(private readonly endOf: (code: string) => StepEnd | Promise<StepEnd>) {}

  async run({ code }: { readonly code: string }): Promise<StepEnd> {
    this.ran.push(code);
    return this.endOf(code);
  }

  interrupt(): void {
    this.isInterrupted = true;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

const { signal } = new AbortController();
const three = { steps: [step(1), step(2), step(3)], damaged: [] };

describe('differences', () => {
  test('there is none where all is as it was, however long it took', () => {
    assert.deepEqual(differencesOf(step(1, { output: 'a', result: '1' }), end({ output: 'a', result: '1' })), []);
  });

  test('each field has its own', () => {
    const now = end({ output: 'b', status: 'error', error: { name: 'RuntimeError', message: 'no' } });
    assert.deepEqual(differencesOf(step(1, { output: 'a', result: '1' }), now), [
      { field: 'status', before: 'ok', now: 'error' },
      { field: 'error', before: '', now: 'RuntimeError: no' },
      { field: 'output', before: 'a', now: 'b' },
      { field: 'result', before: '1', now: '' },
    ]);
  });

  test('what was kept in part is compared in part', () => {
    assert.deepEqual(differencesOf(step(1, { output: 'ab', outputLeftOut: 2 }), end({ output: 'abXY' })), []);
    assert.equal(differencesOf(step(1, { output: 'ab', outputLeftOut: 2 }), end({ output: 'aX' })).length, 1);
    assert.equal(differencesOf(step(1, { output: 'ab' }), end({ output: 'abXY' })).length, 1);
    assert.deepEqual(differencesOf(step(1, { result: 'ab…' }), end({ result: 'abcd' })), []);
    assert.equal(differencesOf(step(1, { result: 'ab…' }), end({ result: 'ab' })).length, 1);
  });
});

describe('a replay', () => {
  test('runs all steps in their order, says what differs, and closes the runner', async () => {
    const runner = new ToldRunner((code) => end({ output: code === 'step 2' ? 'new' : '' }));
    const done = await replaySteps(three, async () => runner, OPTIONS, signal);
    assert.deepEqual(
      done.map(({ number, isSame, differences }) => [number, isSame, differences.length]),
      [
        [1, true, 0],
        [2, false, 1],
        [3, true, 0],
      ],
    );
    assert.deepEqual([runner.ran, runner.isDisposed], [['step 1', 'step 2', 'step 3'], true]);
  });

  test('a dry one runs nothing', async () => {
    const open = (): Promise<StepRunner> => Promise.reject(new Error('opened'));
    const done = await replaySteps(three, open, { ...OPTIONS, isDry: true }, signal);
    assert.deepEqual(
      done.map(({ isSame, end: ended }) => [isSame, ended]),
      [
        [true, undefined],
        [true, undefined],
        [true, undefined],
      ],
    );
  });

  test('it ends with the first failure where that is wanted', async () => {
    const runner = new ToldRunner((code) => end({ status: code === 'step 2' ? 'error' : 'ok' }));
    const done = await replaySteps(three, async () => runner, { ...OPTIONS, stops: true }, signal);
    assert.deepEqual(
      done.map(({ number }) => number),
      [1, 2],
    );
  });

  test('changed code takes the place of that of a step, and is not compared', async () => {
    const runner = new ToldRunner((code) => end({ output: code }));
    const steps = [step(1, { output: 'step 1' }), step(2, { output: 'x' })];
    const changes = new Map([[2, 'other']]);
    const done = await replaySteps({ steps, damaged: [] }, async () => runner, { ...OPTIONS, changes }, signal);
    assert.deepEqual(
      [runner.ran, done.map(({ isSame }) => isSame)],
      [
        ['step 1', 'other'],
        [true, true],
      ],
    );
  });

  test('without comparing, what does not fail succeeds', async () => {
    const runner = new ToldRunner((code) => end({ output: 'x', status: code === 'step 3' ? 'error' : 'ok' }));
    const done = await replaySteps(three, async () => runner, { ...OPTIONS, isCompared: false }, signal);
    assert.deepEqual(
      done.map(({ isSame }) => isSame),
      [true, true, false],
    );
  });

  test('a step that cannot be read has failed', async () => {
    const kept = { steps: [step(2)], damaged: [{ id: 's', number: 1, problem: 'torn' }] };
    const done = await replaySteps(kept, async () => new ToldRunner(() => end()), OPTIONS, signal);
    assert.deepEqual(
      done.map(({ number, isSame }) => [number, isSame]),
      [
        [1, false],
        [2, true],
      ],
    );
  });

  test('steps before the first one that is wanted are run, and nothing is told of them; others not', async () => {
    const runner = new ToldRunner(() => end({ output: 'x' }));
    const told: number[] = [];
    const onStep = async ({ number }: { readonly number: number }): Promise<void> => void told.push(number);
    const done = await replaySteps(three, async () => runner, { ...OPTIONS, from: 2, to: 2, onStep }, signal);
    assert.deepEqual([runner.ran, told, done.length], [['step 1', 'step 2'], [2], 1]);
  });

  test('what comes of a step is told before the next one runs', async () => {
    const order: string[] = [];
    const runner = new ToldRunner((code) => (order.push(code), end()));
    const onStep = async ({ number }: { readonly number: number }): Promise<void> => {
      await Promise.resolve();
      order.push(`told ${number}`);
    };
    await replaySteps(three, async () => runner, { ...OPTIONS, to: 2, onStep }, signal);
    assert.deepEqual(order, ['step 1', 'told 1', 'step 2', 'told 2']);
  });

  test('no time, no steps', async () => {
    const runner = new ToldRunner(() => end());
    assert.deepEqual(await replaySteps(three, async () => runner, { ...OPTIONS, timeoutMs: 0 }, signal), []);
    assert.ok(runner.isDisposed);
  });

  test('who interrupts it ends the step that runs, and the replay', async () => {
    const stop = new AbortController();
    const runner = new ToldRunner(() => {
      stop.abort();
      return end({ status: 'error' });
    });
    await assert.rejects(
      replaySteps(three, async () => runner, OPTIONS, stop.signal),
      { name: 'AbortError' },
    );
    assert.deepEqual([runner.ran.length, runner.isInterrupted, runner.isDisposed], [1, true, true]);
  });
});
