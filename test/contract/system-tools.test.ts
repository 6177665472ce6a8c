// Tools that look at the machine and run programs, within the permissions.

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS, builtInTools } from '../../src/services/tools/built-in-tools.js';
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

test('a variable that is set is one of the session: its tools see it, others and the process do not', async () => {
  const own = new ToolRegistry(builtInTools({}));
  const set = { operation: 'set', variable_name: 'SPELL_SET', value: 'v' };
  const answer = await own.execute('environment-reader', set, context);
  assert.deepEqual(answer['result'], { variable_name: 'SPELL_SET', value: 'v', success: true });
  const get = { operation: 'get', variable_name: 'SPELL_SET' };
  assert.equal(((await own.execute('environment-reader', get, context))['result'] as ValueObject)['value'], 'v');
  assert.equal(((await run('environment-reader', get))['result'] as ValueObject)['found'], false);
  assert.equal(process.env['SPELL_SET'], undefined);
  const program = { executable: 'node', arguments: ['-p', 'process.env.SPELL_SET'] };
  const ran = (await own.execute('process-executor', program, context))['result'] as ValueObject;
  assert.equal(ran['stdout'], 'v\n');
  const refused: [ValueObject, string][] = [
    [{ ...set, variable_name: 'SECRET_A' }, 'PERMISSION_ENV'],
    [{ ...set, variable_name: 'SPELL_=' }, 'TOOL_PARAMETER'],
    [{ ...set, value: 'a\0b' }, 'TOOL_PARAMETER'],
    [{ operation: 'set', variable_name: 'SPELL_SET' }, 'TOOL_PARAMETER'],
  ];
  for (const [parameters, code] of refused) await assert.rejects(run('environment-reader', parameters), { code });
});

test('why a program does not start is said', async () => {
  const missing = { executable: 'no-such-program' };
  const named = createPolicy({ ...NO_PERMISSIONS, read: [tmpdir()], run: ['no-such-program'] }, tmpdir());
  const inNamed = { policy: named, signal: context.signal };
  await assert.rejects(run('process-executor', missing, inNamed), /'no-such-program': there is no such program/);
  await assert.rejects(node('', { working_directory: 'nowhere' }), /cannot start '.*': '.*nowhere' is no directory/);
});

test('figures of the machine are within their bounds', async () => {
  const { result } = (await run('system-monitor', { operation: 'stats' })) as { result: Record<string, number> };
  const { used_memory_bytes: used = -1, total_memory_bytes: total = 0, cpu_usage_percent: cpu = -1 } = result;
  assert.ok(used > 0 && used <= total && cpu >= 0 && cpu <= 100);
  const { formatted } = result as unknown as { formatted: Record<string, string> };
  assert.match(formatted['used_memory'] ?? '', /^\d+\.\d\d GiB$/);
  assert.match(formatted['uptime'] ?? '', /^\d+d \d+h \d+m$/);
  const disk = (await run('system-monitor', { operation: 'disk' }))['result'] as ValueObject;
  assert.deepEqual(Object.keys(disk), ['disk_usage']);
});
