import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../../base/errors.js';
import type { HookPoint } from '../../base/hook-points.js';
import type { CallContext, Value } from '../../base/values.js';
import { HookRunner, type TestHook } from '../../../test/support/hook-runner.js';
import type { ValueObject } from '../value-kinds.js';
import { HookService } from './hook-service.js';
import { performWithHooks, type Operation } from './operation.js';

const POINTS = {
  before: ['BeforeToolExecution', 'ToolValidation'],
  after: 'AfterToolExecution',
  error: 'ToolError',
} as const;

class Scene {
  readonly hooks = new HookService();
  readonly runner = new HookRunner();
  /** Data and target of each time that the operation was performed. */
  readonly performed: string[] = [];

  on(point: HookPoint, run: TestHook, priority = 0): string {
    const { id } = this.hooks.registry.register(point, priority);
    this.runner.functions.set(id, run);
    return id;
  }

  perform(work: Operation['perform'] = ({ n }) => n, call?: Partial<CallContext>): Promise<Value> {
    const operation: Operation = {
      points: POINTS,
      component: { type: 'tool', name: 'adder' },
      data: { n: 1 },
      canRedirect: true,
      perform: (data, target) => {
        this.performed.push(`${JSON.stringify(data)}${target === undefined ? '' : ` by ${target}`}`);
        return work(data, target);
      },
    };
    return performWithHooks(this.hooks, operation, this.runner.call(call));
  }
}

const failing = (message = 'it broke'): never => {
  throw new SpellError('BROKEN', message);
};

test('hooks see what happens, one after the other, under one correlation id', async () => {
  const scene = new Scene();
  const seen: ValueObject[] = [];
  for (const point of [...POINTS.before, POINTS.after]) scene.on(point, (context) => void seen.push(context));
  assert.equal(await scene.perform(), 1);
  assert.deepEqual(
    seen.map(({ point, data }) => [point, data]),
    [
      ['BeforeToolExecution', { n: 1 }],
      ['ToolValidation', { n: 1 }],
      ['AfterToolExecution', { n: 1, result: 1 }],
    ],
  );
  const { correlation_id: id, component_id: component, language, metadata } = seen[0]!;
  assert.match(id as string, /^[\da-f-]{36}$/);
  assert.deepEqual(
    seen.map((each) => each['correlation_id']),
    [id, id, id],
  );
  assert.deepEqual([component, language], [{ type: 'tool', name: 'adder' }, 'lua']);
  assert.deepEqual(metadata, { run_id: 'run-1', attempt: '1' });
});

test('modified data reaches the next hooks and the operation', async () => {
  const scene = new Scene();
  const double: TestHook = ({ data }) => ({
    type: 'modified',
    data: { n: ((data as ValueObject)['n'] as number) * 2 },
  });
  scene.on('BeforeToolExecution', double);
  scene.on('BeforeToolExecution', double);
  scene.on('ToolValidation', double);
  scene.on('AfterToolExecution', ({ data }) => ({
    type: 'modified',
    data: { result: `${(data as ValueObject)['result'] as number}!` },
  }));
  assert.equal(await scene.perform(), '8!');
});

test('a cancellation ends it before it begins, with its reason; hooks behind it do not run', async () => {
  const scene = new Scene();
  scene.on('BeforeToolExecution', () => 'over budget', -1);
  scene.on('BeforeToolExecution', () => assert.fail('it is not to run'));
  await assert.rejects(scene.perform(), { code: 'HOOK_CANCELLED', message: 'cancelled by a hook: over budget' });
  assert.deepEqual(scene.performed, []);
});

test('a replacement stands for the result, and is seen by the hooks that come after', async () => {
  const scene = new Scene();
  scene.on('BeforeToolExecution', () => ({ type: 'replace', data: 'cached' }));
  const seen: ValueObject[] = [];
  scene.on('AfterToolExecution', ({ data }) => void seen.push(data as ValueObject));
  assert.equal(await scene.perform(), 'cached');
  assert.deepEqual([scene.performed, seen], [[], [{ n: 1, result: 'cached' }]]);
});

test('a redirection names who is to do it instead', async () => {
  const scene = new Scene();
  scene.on('BeforeToolExecution', () => ({ type: 'redirect', target: 'other' }));
  await scene.perform();
  assert.deepEqual(scene.performed, ['{"n":1} by other']);
});

test('a hook on the error can put something in its place, send it elsewhere once, or let it pass', async () => {
  const replaced = new Scene();
  replaced.on('ToolError', ({ data }) => ({ type: 'replace', data }));
  assert.deepEqual(await replaced.perform(() => failing()), { n: 1, error: { code: 'BROKEN', message: 'it broke' } });

  const redirected = new Scene();
  redirected.on('ToolError', () => ({ type: 'redirect', target: 'spare' }));
  assert.equal(await redirected.perform((_data, target) => target ?? failing()), 'spare');
  await assert.rejects(
    redirected.perform(() => failing()),
    { code: 'BROKEN' },
  );
  assert.equal(redirected.performed.length, 4);

  const passed = new Scene();
  passed.on('ToolError', () => undefined);
  await assert.rejects(
    passed.perform(() => failing()),
    { code: 'BROKEN' },
  );
});

test('retry before it asks the hooks again, so often and no more', async () => {
  const scene = new Scene();
  let asked = 0;
  scene.on('BeforeToolExecution', () => (++asked < 3 ? { type: 'retry', delay_ms: 0 } : undefined));
  assert.equal(await scene.perform(), 1);
  assert.equal(asked, 3);
  const never = new Scene();
  never.on('BeforeToolExecution', () => ({ type: 'retry', delay_ms: 0, max_attempts: 2 }));
  await assert.rejects(never.perform(), {
    code: 'HOOK_CANCELLED',
    message: 'cancelled by a hook: it is still not to go on after 2 attempts',
  });
  assert.equal(never.runner.ran.length, 3);
});

test('retry after it, or where it failed, performs it again', async () => {
  const scene = new Scene();
  const attempts: Value[] = [];
  scene.on('ToolError', ({ metadata }) => {
    attempts.push((metadata as ValueObject)['attempt']);
    return { type: 'retry', delay_ms: 0, max_attempts: 2 };
  });
  await assert.rejects(
    scene.perform(() => failing()),
    { code: 'BROKEN' },
  );
  assert.deepEqual([scene.performed.length, attempts], [3, ['1', '2', '3']]);
  const after = new Scene();
  after.on('AfterToolExecution', () => ({ type: 'retry', delay_ms: 0, max_attempts: 1 }));
  assert.equal(await after.perform(), 1);
  assert.equal(after.performed.length, 2);
});

test('a pause before the next attempt ends with the run', async () => {
  const scene = new Scene();
  const controller = new AbortController();
  scene.on('BeforeToolExecution', () => {
    setImmediate(() => controller.abort(new Error('the run has ended')));
    return { type: 'retry', delay_ms: 60_000 };
  });
  await assert.rejects(scene.perform(undefined, { signal: controller.signal }), { message: 'the run has ended' });
});

test('errors of hooks are counted and change nothing', async () => {
  const scene = new Scene();
  const id = scene.on('BeforeToolExecution', () => {
    throw new Error('boom');
  });
  scene.on('BeforeToolExecution', () => ({ type: 'modified', data: { n: 5 } }));
  assert.equal(await scene.perform(), 5);
  const { stats } = scene.hooks.registry.find(id)!;
  assert.deepEqual([stats.describe()['errors'], stats.describe()['last_error']], [1, 'boom']);
});

test('a hook that fails again and again is left out', async () => {
  const scene = new Scene();
  const id = scene.on('BeforeToolExecution', () => ({ type: 'redirect' }));
  for (let i = 0; i < 8; i++) await scene.perform();
  const { breaker, stats } = scene.hooks.registry.find(id)!;
  assert.deepEqual([breaker.state, stats.describe()['calls'], stats.leftOut], ['open', 5, 3]);
});

test('a hook whose function is gone is forgotten', async () => {
  const scene = new Scene();
  const id = scene.on('BeforeToolExecution', () => undefined);
  scene.on('BeforeToolExecution', () => ({ type: 'modified', data: { n: 9 } }));
  scene.runner.functions.delete(id);
  assert.equal(await scene.perform(), 9);
  assert.equal(scene.hooks.registry.find(id), undefined);
});

test('a point does not fire within itself; others do', async () => {
  const scene = new Scene();
  const inner: Promise<Value>[] = [];
  scene.on('BeforeToolExecution', () => {
    inner.push(scene.perform());
    return undefined;
  });
  const validations = scene.on('ToolValidation', () => undefined);
  await scene.perform();
  await Promise.all(inner);
  assert.equal(inner.length, 1);
  assert.equal(scene.runner.ran.filter((id) => id === validations).length, 2);
});

test('where no script waits, the hooks of scripts do not run', async () => {
  const scene = new Scene();
  scene.on('BeforeToolExecution', () => 'no');
  const { runId, workingDirectory, signal } = scene.runner.call();
  const call = { runId, workingDirectory, signal, invoke: () => Promise.reject(new Error('nobody waits')) };
  const occasion = { component: { type: 'tool', name: 'x' }, correlationId: 'c', metadata: {}, data: { n: 1 } };
  assert.deepEqual(await scene.hooks.fire('BeforeToolExecution', occasion, call), { kind: 'continue', data: { n: 1 } });
});

test('hooks with nothing to say share one crossing', async () => {
  const scene = new Scene();
  for (let i = 0; i < 100; i++) scene.on('BeforeToolExecution', () => undefined);
  await scene.perform();
  assert.deepEqual([scene.runner.crossings, scene.runner.ran.length], [1, 100]);
});

test('results combine as if hooks were asked one by one', async () => {
  const kind = fc.constantFrom('nothing', 'skip', 'add', 'fail', 'invalid', 'cancel', 'replace');
  const hook = fc.record({ kind, priority: fc.integer({ min: -2, max: 2 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(hook, { maxLength: 12 }), async (specs) => {
      const scene = new Scene();
      specs.forEach(({ kind, priority }, i) => scene.on('BeforeToolExecution', RESULTS[kind]!(i), priority));
      const order = specs.map((spec, i) => ({ ...spec, i })).sort((a, b) => a.priority - b.priority || a.i - b.i);
      const end = order.findIndex(({ kind }) => kind === 'cancel' || kind === 'replace');
      const asked = end === -1 ? order : order.slice(0, end + 1);
      const sum = asked.filter(({ kind }) => kind === 'add').length + 1;
      const outcome = await scene.perform().catch((error: unknown) => (error as SpellError).code);
      assert.equal(
        outcome,
        end === -1 ? sum : order[end]!.kind === 'cancel' ? 'HOOK_CANCELLED' : `by ${order[end]!.i}`,
      );
      assert.deepEqual(
        scene.runner.ran,
        asked.map(({ i }) => `hook-${i + 1}`),
      );
    }),
  );
});

const RESULTS: Readonly<Record<string, (i: number) => TestHook>> = {
  nothing: () => () => undefined,
  skip: () => () => 'skip',
  add: () => (context) => ({ type: 'modified', data: { n: ((context['data'] as ValueObject)['n'] as number) + 1 } }),
  fail: () => () => {
    throw new Error('no');
  },
  invalid: () => () => ({ type: 'retry', delay_ms: 'soon' }),
  cancel: () => () => ({ type: 'cancel' }),
  replace: (i) => () => ({ type: 'replace', data: `by ${i}` }),
};
