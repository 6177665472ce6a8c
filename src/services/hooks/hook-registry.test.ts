import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOOK_POINTS } from '../../base/hook-points.js';
import { HookRegistry } from './hook-registry.js';
import { describeHook, listHooks, parsePriority } from './hook-views.js';

const points = fc.constantFrom(...HOOK_POINTS.tool, ...HOOK_POINTS.state);

test('hooks of a point run by priority, and of equal priority in the order of their registration', () => {
  const step = fc.record({ point: points, priority: fc.integer({ min: -3, max: 3 }), removes: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const registry = new HookRegistry();
      let expected: { id: string; point: string; priority: number; at: number }[] = [];
      steps.forEach(({ point, priority, removes }, at) => {
        expected.push({ id: registry.register(point, priority).id, point, priority, at });
        const removed = expected[removes];
        if (removed === undefined) return;
        assert.equal(registry.unregister(removed.id), true);
        assert.equal(registry.unregister(removed.id), false);
        expected = expected.filter((each) => each !== removed);
      });
      for (const point of [...HOOK_POINTS.tool, ...HOOK_POINTS.state]) {
        const there = expected.filter((each) => each.point === point);
        const ids = there.sort((a, b) => a.priority - b.priority || a.at - b.at).map(({ id }) => id);
        assert.deepEqual(
          registry.at(point).map(({ id }) => id),
          ids,
        );
        assert.equal(registry.has(point), ids.length > 0);
      }
      assert.equal(registry.all().length, expected.length);
    }),
  );
});

test('an unknown point is refused with a suggestion', () => {
  assert.throws(() => new HookRegistry().register('BeforeToolExecutio', 0), {
    code: 'HOOK_ARGUMENT',
    message: "Unknown hook point: BeforeToolExecutio (did you mean 'BeforeToolExecution'?)",
  });
});

test('priorities have names', () => {
  const names = ['highest', 'high', 'normal', 'low', 'lowest', undefined, 'HIGH', 5];
  const numbers = names.map(parsePriority);
  assert.deepEqual(numbers, [Number.MIN_SAFE_INTEGER, -100, 0, 100, Number.MAX_SAFE_INTEGER, 0, -100, 5]);
  for (const wrong of ['urgent', 1.5, {}, true]) assert.throws(() => parsePriority(wrong), { code: 'HOOK_ARGUMENT' });
});

test('lists are filtered by point, priority, language and tag', () => {
  const registry = new HookRegistry();
  registry.register('ToolError', 0);
  registry.register('AgentError', -100);
  registry.register('ToolError', 7);
  const ids = (filter: Parameters<typeof listHooks>[1]): string[] => listHooks(registry, filter).map(({ id }) => id);
  assert.deepEqual(ids({}), ['hook-2', 'hook-1', 'hook-3']);
  assert.deepEqual(ids({ hook_point: 'ToolError' }), ['hook-1', 'hook-3']);
  assert.deepEqual(ids({ priority: 'high' }), ['hook-2']);
  assert.deepEqual([ids({ language: 'lua' }).length, ids({ language: 'javascript' }), ids({ tag: 'x' })], [3, [], []]);
  assert.throws(() => ids({ hook_point: 'Nothing' }), { code: 'HOOK_ARGUMENT' });
  assert.deepEqual(
    registry.all().map((hook) => describeHook(hook)['priority']),
    ['high', 'normal', 7],
  );
});
