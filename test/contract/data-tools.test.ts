// Tools that read and write forms of data: JSON, CSV, templates.

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

describe('json-processor', () => {
  const query = async (input: Value, text: string): Promise<Value> =>
    (await run('json-processor', { input, query: text }))['data'];

  test('is jq', async () => {
    const people = [
      { name: 'Ada', born: 1815 },
      { name: 'Alan', born: 1912 },
    ];
    const cases: [input: Value, query: string, expected: Value][] = [
      [people, 'map(select(.born > 1900) | .name)', ['Alan']],
      [people, '.[].name', ['Ada', 'Alan']],
      [people, 'group_by(.born > 1900) | map(length)', [1, 1]],
      [people, 'reduce .[] as $p (0; . + $p.born)', 3727],
      ['{"a":[1,{"b":2}]}', '[.. | numbers]', [1, 2]],
      [{ a: 'x-y' }, '.a | test("^x") and (split("-") | length == 2)', true],
      [{ a: 1 }, '.a.b? // "none"', 'none'],
      ['"é"', '@base64', 'w6k='],
      [1, '-1', -1],
      [9_007_199_254_740_993n, '.', 9_007_199_254_740_993n],
      [[], '.[]', undefined],
      [[[1, [2]]], 'flatten | tojson', '[1,2]'],
      [0, 'def f(x): x * 2; f(21)', 42],
    ];
    for (const [input, text, expected] of cases) assert.deepEqual(await query(input, text), expected, text);
  });

  test('answers with text, data and the count; sees nothing of the process', async () => {
    const answer = await run('json-processor', { operation: 'jq', input: [1, 2], query: '.[]' });
    assert.deepEqual([answer['text'], answer['data'], answer['result']], ['[1,2]', [1, 2], { count: 2 }]);
    assert.equal(await query(0, 'env | has("TMPDIR") or has("NODE_OPTIONS")'), false);
    const stream = await run('json-processor', { operation: 'stream', input: '{"a":1}\n{"a":2}', query: '.a' });
    assert.deepEqual(stream['data'], [1, 2]);
  });

  test('tells faults of the query from faults of the data', async () => {
    await assert.rejects(query({}, '.a |'), {
      code: 'TOOL_PARAMETER',
      message: /'query': syntax error, unexpected end/,
    });
    await assert.rejects(query({ a: 1 }, '.a.b'), {
      code: 'TOOL_FAILED',
      message: /Tool execution error: Cannot index number with string "b"$/,
    });
    await assert.rejects(query('{', '.'), { message: /Invalid parameter 'input': it is not JSON$/ });
    await assert.rejects(run('json-processor', { input: 1 }), { message: /Missing required parameter 'query'$/ });
  });

  test('a query without end is ended, and one without bounds breaks off; the next is answered', async () => {
    const endless = { input: 0, query: 'last(repeat(1))', timeout_ms: 200 };
    await assert.rejects(run('json-processor', endless), { code: 'TOOL_TIMEOUT' });
    const deep = { input: 0, query: 'def f: f + 1; f', timeout_ms: 60_000 };
    await assert.rejects(run('json-processor', deep), { code: 'TOOL_OUT_OF_MEMORY' });
    assert.equal(await query(1, '. + 1'), 2);
  });

  test('validates', async () => {
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const validate = (input: Value): Promise<ValueObject> =>
      result('json-processor', { operation: 'validate', input, schema });
    assert.deepEqual(await validate('{"age": 3}'), { valid: true, errors: [] });
    const { valid, errors } = await validate({ age: 'x' });
    assert.deepEqual([valid, (errors as ValueObject[])[0]?.['path']], [false, 'age']);
    assert.deepEqual(await result('json-processor', { operation: 'validate', input: '{' }), {
      valid: false,
      errors: [{ path: '', message: 'it is not JSON' }],
    });
  });
});

describe('csv-analyzer', () => {
  const CSV = 'name;age;city\nAda;36;"Lon;don"\nAlan;41;\nEve;x;Paris\n';
  const text = async (operation: string, options: ValueObject): Promise<string> =>
    (await run('csv-analyzer', { operation, input: CSV, options }))['text'] as string;

  test('analyzes', async () => {
    const answer = await run('csv-analyzer', { input: 'n,t\n1,a\n2,b\n4,\n' });
    const analysis = answer['result'] as ValueObject;
    assert.deepEqual([analysis['row_count'], analysis['column_count'], analysis['delimiter']], [3, 2, ',']);
    const [numbers, texts] = analysis['columns'] as ValueObject[];
    const { data_type: type, min_value: min, max_value: max, median } = numbers ?? {};
    assert.deepEqual([type, min, max, median], ['integer', 1, 4, 2]);
    assert.deepEqual([texts?.['data_type'], texts?.['null_count'], texts?.['unique_count']], ['string', 1, 2]);
    assert.deepEqual((answer['metadata'] as ValueObject)['analysis_result'], analysis);
    const broken = await result('csv-analyzer', { input: 'a,b\n1\n' });
    assert.deepEqual(broken['parse_errors'], ['row 1 has 1 cells']);
  });

  test('converts', async () => {
    const data = (await run('csv-analyzer', { operation: 'convert', input: CSV }))['data'];
    assert.deepEqual(data, [
      { name: 'Ada', age: 36, city: 'Lon;don' },
      { name: 'Alan', age: 41, city: null },
      { name: 'Eve', age: 'x', city: 'Paris' },
    ]);
    assert.equal(await text('convert', { format: 'tsv' }), CSV.replaceAll('"', '').replaceAll(/;(?!don)/g, '\t'));
    const lines = await run('csv-analyzer', { operation: 'convert', input: '1,2\n', options: { format: 'jsonlines' } });
    assert.equal(lines['text'], '{"column_1":1,"column_2":2}\n');
    await assert.rejects(text('convert', { format: 'xlsx' }), { code: 'NOT_AVAILABLE' });
    await assert.rejects(text('convert', { format: 'x' }), { message: /format "x" is not known$/ });
  });

  test('filters', async () => {
    const names = async (filter: Value): Promise<Value> =>
      (await text('filter', { filter })).split('\n').slice(1, -1).map((line) => line.split(';')[0]!); // prettier-ignore
    assert.deepEqual(await names('age > 36'), ['Alan']);
    assert.deepEqual(await names('age >= 36 and name != Alan or city == Paris'), ['Ada', 'Eve']);
    assert.deepEqual(await names('city contains on'), ['Ada']);
    assert.deepEqual(await names({ column: 'age', operator: '<', value: 40 }), ['Ada']);
    await assert.rejects(names('aeg > 3'), { code: 'TOOL_PARAMETER', message: /there is no column 'aeg'$/ });
    await assert.rejects(names('age'), { message: /'age' is no condition$/ });
  });

  test('changes, samples and checks', async () => {
    const options = { rename_columns: { name: 'who' }, add_columns: { tag: '{who}-{age}' } };
    assert.equal((await text('transform', options)).split('\n')[1], 'Ada;36;"Lon;don";Ada-36');
    const unknown = { add_columns: { tag: '{nobody}' } };
    await assert.rejects(text('transform', unknown), { message: /there is no column 'nobody'$/ });
    assert.equal(await text('sample', { size: 1 }), 'name;age;city\nAda;36;"Lon;don"\n');
    const rules = [
      { field: 'age', type: 'type', expected: 'integer' },
      { field: 'city', type: 'required' },
    ];
    const checked = await result('csv-analyzer', { operation: 'validate', input: CSV, options: { rules } });
    assert.deepEqual(checked, {
      valid: false,
      row_count: 3,
      errors: [
        { row: 2, field: 'city', rule: 'required', message: 'city is required' },
        { row: 3, field: 'age', value: 'x', rule: 'type', message: 'age is no integer' },
      ],
    });
    await assert.rejects(text('x', {}), { code: 'TOOL_PARAMETER' });
    await assert.rejects(run('csv-analyzer', { input: 'a\n"b' }), { message: /Invalid parameter 'input': / });
  });
});

describe('template-creator', () => {
  const render = async (input: string, values: ValueObject = {}, engine?: string): Promise<Value> =>
    (await result('template-creator', { input, context: values, ...(engine === undefined ? {} : { engine }) }))[
      'rendered'
    ];

  test('fills both syntaxes, and sees which it is', async () => {
    assert.deepEqual(await result('template-creator', { input: 'Hi {{ name }}', context: { name: 'Ada' } }), {
      ...{ rendered: 'Hi Ada', engine: 'tera', template_length: 13, context_size: 1 },
    });
    const { engine } = await result('template-creator', { input: '{{#if a}}x{{/if}}' });
    assert.equal(engine, 'handlebars');
    assert.equal(await render('{{ a }}', { a: '<' }, 'hbs'), '&lt;');
  });

  test('tera: loops, conditions, filters with named arguments', async () => {
    assert.equal(await render('{% for x in xs %}{{ loop.index }}{{ x }},{% endfor %}', { xs: ['a', 'b'] }), '1a,2b,');
    assert.equal(await render('{% if n > 1 %}many{% else %}one{% endif %}', { n: 2 }), 'many');
    assert.equal(await render('{{ xs | join(sep="-") | upper }}', { xs: ['a', 'b'] }), 'A-B');
    assert.equal(await render('{{ a | replace(to="y", from="x") }}{{ b | default(value="!") }}', { a: 'xx' }), 'yy!');
    await assert.rejects(render('{{ a | nope }}', { a: 1 }), { code: 'TOOL_PARAMETER', message: /nope/ });
    await assert.rejects(render('{% if %}'), { code: 'TOOL_PARAMETER' });
  });

  test('handlebars: blocks, paths, raw values', async () => {
    const values = { title: 'T', items: [{ n: 'a' }, { n: 'b' }], map: { k: 1 }, none: [] };
    const cases: [template: string, expected: string][] = [
      ['{{#each items}}{{@index}}{{n}}{{../title}}{{#unless @last}},{{/unless}}{{/each}}', '0aT,1bT'],
      ['{{#each map}}{{@key}}={{this}}{{/each}}', 'k=1'],
      ['{{#each none}}x{{else}}empty{{/each}}', 'empty'],
      ['{{#with items.[1]}}{{n}}{{/with}}', 'b'],
      ['{{#each items as |item i|}}{{i}}{{item.n}}{{/each}}', '0a1b'],
      ['{{#if none}}x{{else if title}}y{{/if}}', 'y'],
      ['{{lookup items.[0] "n"}}{{!-- c --}}', 'a'],
      ['{{{lookup . "title"}}}', 'T'],
      ['{{#items}}{{n}}{{/items}}', 'ab'],
    ];
    for (const [template, expected] of cases)
      assert.equal(await render(template, values, 'handlebars'), expected, template);
    await assert.rejects(render('{{> part}}', {}, 'handlebars'), {
      message: /partials and decorators are not available$/,
    });
    await assert.rejects(render('{{shout title}}', {}, 'handlebars'), { message: /there is no helper 'shout' here$/ });
  });

  test('a template reaches nothing but its values', async () => {
    for (const path of ['a.constructor', 'a.__proto__', 'constructor.constructor', 'a.toString']) {
      for (const engine of ['tera', 'handlebars']) assert.equal(await render(`{{ ${path} }}`, { a: {} }, engine), '');
    }
  });
});
