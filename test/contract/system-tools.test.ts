// Tools that look at the machine and run programs, within the permissions.

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, read: [tmpdir()], run: ['node'], env: ['PATH', 'SPELL_*'] }, tmpdir());
const context = { policy, signal: new AbortController().signal };
const run = (tool: string, parameters: ValueObject, call = context): Promise<ValueObject> =>
  registry.execute(tool, parameters, call);
const node = (code: string, more: ValueObject = {}): Promise<ValueObject> =>
  run('process-executor', { executable: 'node', arguments: ['-e', code], ...more });

test('programs: exit code, outputs, arguments as they are', async () => {
  const answer = await node('console.log(process.env.SPELL_X); console.error("e"); process.exit(3)', {
    environment: { SPELL_X: '$(y) *' },
  });
  const { exit_code: code, stdout, output, stderr, timed_out: late } = answer['result'] as ValueObject;
  assert.deepEqual(
    [answer['success'], code, stdout, output, stderr, late],
    [false, 3, '$(y) *\n', '$(y) *\n', 'e\n', false],
  );
});

test('a program that hangs is killed at its time-out', async () => {
  const answer = await node('setInterval(() => undefined, 1000)', { timeout_ms: 50 });
  assert.equal((answer['error'] as ValueObject)['code'], 'TIMEOUT');
  assert.equal((answer['result'] as ValueObject)['timed_out'], true);
});

test('an interrupted script takes its program with it', async () => {
  const controller = new AbortController();
  const running = run(
    'process-executor',
    { executable: 'node', arguments: ['-e', 'setInterval(() => undefined, 1000)'] },
    { policy, signal: controller.signal },
  );
  controller.abort(new Error('stop'));
  await assert.rejects(running, /stop/);
});

test('programs and variables that are not allowed', async () => {
  await assert.rejects(run('process-executor', { executable: 'sh' }), { code: 'PERMISSION_RUN' });
  await assert.rejects(node('', { environment: { NODE_OPTIONS: '--x' } }), { code: 'PERMISSION_ENV' });
  await assert.rejects(node('', { working_directory: '/etc' }), { code: 'PERMISSION_READ' });
  await assert.rejects(node('', { arguments: ['a\0b'] }), { code: 'TOOL_PARAMETER' });
});

test('environment variables: those that are allowed and no others', async () => {
  process.env['SPELL_A'] = '1';
  process.env['SECRET_A'] = '2';
  const read = async (parameters: ValueObject): Promise<unknown> =>
    (await run('environment-reader', parameters))['result'];
  assert.deepEqual(await read({ operation: 'get', variable_name: 'SPELL_A' }), {
    ...{ variable_name: 'SPELL_A', value: '1', found: true },
  });
  assert.deepEqual(await read({ operation: 'get', variable_name: 'SPELL_B' }), {
    ...{ variable_name: 'SPELL_B', found: false },
  });
  assert.deepEqual(await read({ operation: 'pattern', pattern: '*E?L_A*' }), { variables: { SPELL_A: '1' }, count: 1 });
  const { variables } = (await read({ operation: 'list' })) as { variables: ValueObject };
  assert.deepEqual(Object.keys(variables).sort(), ['PATH', 'SPELL_A']);
  await assert.rejects(read({ operation: 'get', variable_name: 'SECRET_A' }), { code: 'PERMISSION_ENV' });
});

test('figures of the machine are within their bounds', async () => {
  const { result } = (await run('system-monitor', { operation: 'stats' })) as { result: Record<string, number> };
  const { used_memory_bytes: used = -1, total_memory_bytes: total = 0, cpu_usage_percent: cpu = -1 } = result;
  assert.ok(used > 0 && used <= total && cpu >= 0 && cpu <= 100);
  const disk = (await run('system-monitor', { operation: 'disk' }))['result'] as ValueObject;
  assert.deepEqual(Object.keys(disk), ['disk_usage']);
});
