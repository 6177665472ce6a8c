import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallContext } from '../../base/values.js';
import { HookService } from './hook-service.js';
import { MachineLoad } from './machine-load.js';
import { withSystemHooks } from './with-system-hooks.js';

class Machine {
  now = 0;
  memory = 10;
  cpuMs = 0;
  readonly load = new MachineLoad(
    () => ({ memoryBytes: this.memory, memoryLimitBytes: 100, cpuMs: this.cpuMs }),
    () => this.now,
    2,
  );

  points(): string[] {
    return this.load.look().map(({ point }) => point);
  }
}

test('too much memory is told once, and again after it was less', () => {
  const machine = new Machine();
  const seen = [10, 85, 90, 50, 80].map((memory) => {
    machine.memory = memory;
    machine.now += 1000;
    return machine.points().join();
  });
  assert.deepEqual(seen, ['', 'MemoryUsageHigh', '', '', 'MemoryUsageHigh']);
});

test('the processors are busy when all of them were since the last look', () => {
  const machine = new Machine();
  machine.points();
  const seen = [1000, 1900, 500].map((ms) => {
    machine.now += 1000;
    machine.cpuMs += ms;
    return machine.points().join();
  });
  assert.deepEqual(seen, ['', 'CpuUsageHigh', '']);
});

test('it is looked at once a second at most', () => {
  const machine = new Machine();
  machine.points();
  machine.memory = 99;
  machine.now += 999;
  assert.deepEqual(machine.points(), []);
  machine.now += 1;
  assert.deepEqual(machine.points(), ['MemoryUsageHigh']);
});

test('hooks are told by the next call of a script', async () => {
  const machine = new Machine();
  machine.memory = 95;
  const hooks = new HookService();
  const told: string[] = [];
  hooks.registry.register('MemoryUsageHigh', 0);
  hooks.fire = async (point, { data }) => {
    told.push(`${point} ${JSON.stringify(data)}`);
    return { kind: 'continue', data };
  };
  const { 'x.y': method } = withSystemHooks(hooks, { 'x.y': () => 'done' }, { slowMs: 1e6, load: machine.load });
  const call = { runId: 'run-1', signal: new AbortController().signal } as CallContext;
  assert.equal(await method!([], call), 'done');
  assert.deepEqual(told, ['MemoryUsageHigh {"method":"x.y","share":0.95,"threshold":0.8}']);
});
