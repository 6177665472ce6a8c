// Tools whose work is done in the pool: shapes, errors, and the end of work that takes too long.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { Value } from '../../src/base/values.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const context = { policy: createPolicy(NO_PERMISSIONS, '/'), signal: new AbortController().signal };
const run = (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  registry.execute(tool, parameters, context);
const result = async (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  (await run(tool, parameters))['result'] as ValueObject;

describe('data-validator', () => {
  const errors = async (input: Value, ...rules: Value[]): Promise<ValueObject[]> =>
    (await result('data-validator', { input, rules: { rules } }))['errors'] as ValueObject[];

  test('answers with what is broken, by field', async () => {
    const input = { name: 'Al', mail: 'al', tags: ['a', 'a'], age: 7 };
    const rules = [
      { field: 'name', type: 'length', min: 3 },
      { field: 'mail', type: 'email', message: 'no address' },
      { field: 'age', type: 'range', min: 0, max: 200 },
      { field: 'phone', type: 'required' },
    ];
    assert.deepEqual(await result('data-validator', { input, rules: { rules } }), {
      valid: false,
      errors: [
        { field: 'name', value: 'Al', rule: 'length', message: 'name has the length 2, less than 3' },
        { field: 'mail', value: 'al', rule: 'email', message: 'no address' },
        { field: 'phone', rule: 'required', message: 'phone is required' },
      ],
    });
  });

  test('every rule passes what it should and no more', async () => {
    const cases: [rule: ValueObject, good: Value, bad: Value][] = [
      [{ type: 'required' }, 0, ''],
      [{ type: 'type', expected: 'integer' }, 3n, 3.5],
      [{ type: 'type', expected: 'array' }, {}, { a: 1 }],
      [{ type: 'length', max: 2 }, 'äö', 'äöü'],
      [{ type: 'range', max: 2 }, 2, 2.1],
      [{ type: 'pattern', pattern: '^\\p{Lu}' }, 'Ä', 'ä'],
      [{ type: 'enum', values: ['a', 1] }, 1, '1'],
      [{ type: 'email' }, 'a.b@example.org', 'a@b'],
      [{ type: 'url' }, 'https://example.org/x', 'example.org'],
      [{ type: 'date' }, '2024-02-29', '2023-02-29'],
      [{ type: 'custom', validator: 'ipv4' }, '127.0.0.1', '127.0.0.256'],
      [{ type: 'array', min: 1, unique: true }, ['a'], ['a', 'a']],
      [{ type: 'array', items: [{ type: 'type', expected: 'string' }] }, ['a'], ['a', 1]],
      [{ type: 'object', required: ['a'] }, { a: 1 }, { b: 1 }],
      [{ type: 'object', properties: { a: { type: 'range', min: 1 } } }, { a: 1 }, { a: 0 }],
    ];
    for (const [rule, good, bad] of cases) {
      assert.deepEqual(await errors(good, rule), [], JSON.stringify(rule));
      assert.equal((await errors(bad, rule)).length, 1, JSON.stringify(rule));
    }
    const nested = await errors(
      { a: [{ b: 1 }] },
      {
        ...{ field: 'a', type: 'array', items: [{ field: 'b', type: 'type', expected: 'string' }] },
      },
    );
    assert.equal(nested[0]?.['field'], 'a[1].b');
  });

  test('rules that are none are refused', async () => {
    for (const [rule, message] of [
      [1, /'rules': one of them is no table$/],
      [{ type: 'lenght' }, /'rules': type 'lenght' is not known$/],
      [{ type: 'pattern', pattern: '(' }, /'rules': '\(' is no regular expression$/],
      [{ type: 'enum' }, /'rules': values is no array$/],
    ] as const) {
      await assert.rejects(errors('x', rule), { code: 'TOOL_PARAMETER', message });
    }
    await assert.rejects(run('data-validator', { input: 1, rules: { type: 'email' } }), {
      message: /rules\.rules is no array$/,
    });
  });

  test('a pathological pattern is ended at its time-out, and the next call works', async () => {
    const input = `${'x'.repeat(40)}z`;
    const rules = { rules: [{ type: 'pattern', pattern: '^(x+x+)+y' }] };
    await assert.rejects(run('data-validator', { input, rules, timeout_ms: 100 }), {
      code: 'TOOL_TIMEOUT',
      message: 'Tool execution failed: Timeout error: it took more than 100 ms and was ended',
    });
    assert.deepEqual(await errors(input, { type: 'pattern', pattern: '^x' }), []);
  });
});
