import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import { BUILT_IN_TOOLS } from './built-in-tools.js';
import type { ValueObject } from '../value-kinds.js';
import { ToolRegistry, describeToolSchema } from './tool-registry.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const context = { policy: createPolicy(NO_PERMISSIONS, '/'), signal: new AbortController().signal };

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.help);
    return true;
  });

test('underscores in names are hyphens', () => {
  assert.equal(registry.find('file_operations'), registry.find('file-operations'));
  assert.equal(registry.find('Hash_Calculator')?.name, 'hash-calculator');
});

test('an unknown tool is named, with the nearest', async () => {
  await fails(
    registry.execute('calculater', {}, context),
    'TOOL_NOT_FOUND',
    /^Tool 'calculater' not found \(did you mean 'calculator'\?\)$/,
  );
});

test('faulty parameters are named', async () => {
  const hash = (parameters: Record<string, string | number | boolean>) =>
    registry.execute('hash-calculator', parameters, context);
  await fails(
    hash({ input: 'x' }),
    'TOOL_PARAMETER',
    /^Tool execution failed: Validation error: Missing required parameter 'operation'/,
  );
  await fails(hash({ opperation: 'hash' }), 'TOOL_PARAMETER', /'opperation' \(did you mean 'operation'\?\)$/);
  await fails(hash({ operation: 'hsh', input: 'x' }), 'TOOL_PARAMETER', /'hsh' is not known \(did you mean 'hash'\?\)/);
  await fails(hash({ operation: 'hash', input: 5 }), 'TOOL_PARAMETER', /'input': expected string, got number/);
  await fails(hash({ operation: 'hash' }), 'TOOL_PARAMETER', /Missing required parameter 'input'/);
  await fails(hash({ operation: 'hash', input: 'x', algorithm: 'crc' }), 'TOOL_PARAMETER', /'crc' is not known/);
  await fails(hash({ operation: 'verify', input: 'x', expected_hash: 'zz' }), 'TOOL_PARAMETER', /not hex/);
});

test('unknown parameters are refused, with what was probably meant and what there is', async () => {
  const calculate = (parameters: ValueObject) => registry.execute('calculator', parameters, context);
  await fails(calculate({ imput: '1+1' }), 'TOOL_PARAMETER', /Unknown parameter 'imput' \(did you mean 'input'\?\)$/);
  await fails(
    calculate({ input: '1+1', varaibles: {} }),
    'TOOL_PARAMETER',
    /Unknown parameter 'varaibles' \(did you mean 'variables'\?\)$/,
  );
  // A parameter that was given is not what another one was meant to be.
  await assert.rejects(calculate({ input: '1+1', inputs: 1 }), {
    message: /Unknown parameter 'inputs'$/,
    help: 'the parameters of calculator are operation, input, variables',
  });
});

test('denied permissions keep their code and flag', async () => {
  await assert.rejects(
    registry.execute('file-operations', { operation: 'read', path: '/etc/passwd' }, context),
    (error: unknown) => {
      assert.ok(error instanceof SpellError);
      assert.equal(error.code, 'PERMISSION_READ');
      assert.match(error.message, /^Tool execution failed: Security violation: Path not allowed/);
      assert.equal(error.details?.['flag'], '--allow-read=/etc/passwd');
      return true;
    },
  );
});

test('lists, categories, filters and schemas', () => {
  assert.deepEqual(
    registry.list().map((tool) => tool.name),
    BUILT_IN_TOOLS.map((tool) => tool.name),
  );
  assert.deepEqual(registry.categories(), ['api', 'data', 'filesystem', 'system', 'utility']);
  assert.deepEqual(
    registry.list({ category: 'utility', tag: 'HASH' }).map((tool) => tool.name),
    ['hash-calculator'],
  );
  const calculator = registry.find('calculator');
  assert.ok(calculator);
  const { schema } = describeToolSchema(calculator) as {
    schema: { parameters: { name: string; required: boolean }[] };
  };
  assert.deepEqual(
    schema.parameters.map((parameter) => parameter.name),
    ['operation', 'input', 'variables'],
  );
});

test('an aborted call does not start', async () => {
  const aborted = { ...context, signal: AbortSignal.abort() };
  await assert.rejects(registry.execute('calculator', { input: '1' }, aborted), { name: 'AbortError' });
});

test('calculator: results, special values, faults as answers', async () => {
  const run = (parameters: Record<string, string | Record<string, number>>) =>
    registry.execute('calculator', parameters, context);
  const two = await run({ operation: 'evaluate', input: 'x + 1', variables: { x: 1 } });
  assert.deepEqual(two['result'], { input: 'x + 1', result: 2, result_type: 'float', variables: { x: 1 } });
  assert.equal(two['operation'], 'evaluate');
  const infinite = (await run({ input: '1/0' }))['result'] as Record<string, unknown>;
  assert.deepEqual([infinite['result'], infinite['result_type']], ['Infinity', 'special']);
  const faulty = await run({ input: '1 +' });
  assert.equal(faulty['success'], false);
  assert.match(String((faulty['error'] as Record<string, unknown>)['message']), /Cannot evaluate '1 \+'/);
  assert.deepEqual((await run({ operation: 'validate', input: '1 + 1' }))['result'], { input: '1 + 1', valid: true });
  assert.equal(
    ((await run({ operation: 'validate', input: '1 +' }))['result'] as Record<string, unknown>)['valid'],
    false,
  );
  assert.ok('sqrt' in ((await run({ operation: 'functions' }))['result'] as { functions: object }).functions);
});
