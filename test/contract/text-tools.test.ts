// Tools that work on text alone: base64, UUIDs, text, times, URLs, differences.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const context = { policy: createPolicy(NO_PERMISSIONS, '/'), signal: new AbortController().signal };
const run = (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  registry.execute(tool, parameters, context);
const result = async (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  (await run(tool, parameters))['result'] as ValueObject;

test('base64: both alphabets, bytes, and what is none', async () => {
  const base64 = (operation: string, input: string | Uint8Array, variant = 'standard'): Promise<ValueObject> =>
    result('base64-encoder', { operation, input, variant });
  assert.deepEqual(await base64('encode', new Uint8Array([251, 255])), {
    ...{ output: '+/8=', encoded: '+/8=', variant: 'standard', binary: false },
  });
  assert.equal((await base64('encode', new Uint8Array([251, 255]), 'url_safe'))['output'], '-_8');
  assert.equal((await base64('decode', 'aGVs\nbG8='))['decoded'], 'hello');
  const bytes = await base64('decode', '-_8', 'url-safe');
  assert.deepEqual([bytes['output'], bytes['binary']], [new Uint8Array([251, 255]), true]);
  for (const faulty of ['-_8', 'a', '$$$$']) await assert.rejects(base64('decode', faulty), { code: 'TOOL_PARAMETER' });
  await assert.rejects(run('base64-encoder', { operation: 'encode', input_file: '/etc/passwd' }), {
    code: 'PERMISSION_READ',
  });
});

test('uuids: the RFC has an example of version 5, others are new each time', async () => {
  const example = await result('uuid-generator', {
    operation: 'deterministic',
    namespace: 'dns',
    name: 'www.example.com',
  });
  assert.equal(example['id'], '2ed6657d-e927-568b-95e1-2665a8aea6a2');
  for (const version of ['v1', 'v4']) {
    const { uuid } = await result('uuid-generator', { version });
    assert.notEqual((await result('uuid-generator', { version }))['uuid'], uuid);
    const { data } = await run('uuid-generator', { operation: 'validate', uuid: uuid ?? '' });
    assert.deepEqual(data, { valid: true, uuid, version: Number(version.slice(1)), variant: 'RFC4122' });
  }
  const urn = (await result('uuid-generator', { format: 'urn' }))['uuid'] as string;
  assert.match(urn, /^urn:uuid:[0-9a-f-]{36}$/);
  const { data } = await run('uuid-generator', { operation: 'validate', uuid: 'x' });
  assert.deepEqual(data, { valid: false, error: "'x' is not a UUID" });
});

test('text: every operation', async () => {
  const cases: [string, string, ValueObject, string | number][] = [
    ['uppercase', 'aß', {}, 'ASS'],
    ['lowercase', 'ÄB', {}, 'äb'],
    ['reverse', 'a👍🏽b', {}, 'b👍🏽a'],
    ['trim', ' a ', {}, 'a'],
    ['replace', 'a.a', { from: '.', to: '$&' }, 'a$&a'],
    ['substring', 'äöü', { start: 1, end: 2 }, 'ö'],
    ['split', 'a,b', { delimiter: ',' }, '["a","b"]'],
    ['join', '["a",1]', { delimiter: '-' }, 'a-1'],
    ['snake_case', 'HTTPServer name2', {}, 'http_server_name_2'],
    ['camel_case', 'hello-big world', {}, 'helloBigWorld'],
    ['pascal_case', 'hello_world', {}, 'HelloWorld'],
    ['sanitize', 'a\u0000\u202Eb\n', {}, 'ab'],
    ['truncate', 'abcdef', { max_length: 5 }, 'ab...'],
    ['indent', 'a\n\nb', { spaces: 2 }, '  a\n\n  b'],
    ['dedent', '  a\n    b', {}, 'a\n  b'],
    ['normalize_whitespace', ' a \n b ', {}, 'a b'],
    ['word_wrap', 'aa bb cc', { width: 5 }, 'aa bb\ncc'],
    ['count', 'one two', {}, 2],
    ['count', 'aé', { count_type: 'bytes' }, 3],
  ];
  for (const [operation, input, options, expected] of cases) {
    assert.equal((await result('text-manipulator', { operation, input, options }))['result'], expected, operation);
  }
  await assert.rejects(run('text-manipulator', { operation: 'replace', input: 'a' }), {
    message: /Invalid parameter 'options': from: string expected, got nil$/,
  });
});

test('times: parsed, converted across a change of summer time, moved, compared', async () => {
  const time = (parameters: ValueObject): Promise<ValueObject> => result('datetime-handler', parameters);
  const { parsed, format_used: format } = await time({ operation: 'parse', input: '2026-03-01 12:30:00' });
  assert.deepEqual([(parsed as ValueObject)['timestamp'], (parsed as ValueObject)['weekday']], [1772368200, 'Sunday']);
  assert.equal(format, 'YYYY-MM-DD HH:MM:SS');
  const convert = async (input: string): Promise<unknown> =>
    (await time({ operation: 'convert_timezone', input, target_timezone: 'Europe/Berlin' }))['converted'];
  assert.equal(await convert('2026-03-29T00:59:59Z'), '2026-03-29T01:59:59+0100');
  assert.equal(await convert('2026-03-29T01:00:00Z'), '2026-03-29T03:00:00+0200');
  const moved = await time({ operation: 'subtract', input: '2024-03-01', amount: 1, unit: 'day' });
  assert.equal(moved['result'], '2024-02-29T00:00:00.000Z');
  const { difference } = await time({ operation: 'difference', start: '2026-01-01', end: '2026-01-02T01:30:00Z' });
  assert.deepEqual(difference, { total_seconds: 91800, days: 1, hours: 1, minutes: 30, human_readable: '1 day, 1 hour, 30 minutes' }); // prettier-ignore
  const { info } = await time({ operation: 'info', input: '2027-01-01' });
  assert.deepEqual([(info as ValueObject)['week_of_year'], (info as ValueObject)['day_of_year']], [53, 1]);
  const now = await time({ operation: 'now', format: '%s' });
  assert.equal(now['datetime'], String(now['timestamp'] as number));
  for (const input of ['2026-02-30', '2026-13-01', 'soon', '2026-01-01T25:00:00Z']) {
    await assert.rejects(time({ operation: 'parse', input }), { message: /it is no date or time$/ });
  }
  const german = { operation: 'parse', input: '15.01.2024', format: '%d.%m.%Y' };
  const read = await time(german);
  assert.deepEqual([(read['parsed'] as ValueObject)['timestamp'], read['format_used']], [1705276800, '%d.%m.%Y']);
  await assert.rejects(time({ ...german, input: '2024-01-15' }), {
    message: /it is no time of the format '%d.%m.%Y'$/,
  });
  await assert.rejects(time({ operation: 'now', timezone: 'Mars' }), { message: /'Mars' is no time zone$/ });
});

test('URLs are taken apart, and no password is told', async () => {
  const answer = await run('url-analyzer', { input: 'HTTPS://me:secret@Example.com/a%20b?x=1&x=%32&y#z' });
  const { scheme, host, port, query_params: query, username } = answer['result'] as ValueObject;
  assert.deepEqual([scheme, host, port, username], ['https', 'example.com', 443, 'me']);
  assert.deepEqual(query, { x: ['1', '2'], y: '' });
  const faulty = await run('url-analyzer', { input: 'nowhere' });
  assert.deepEqual([faulty['success'], (faulty['result'] as ValueObject)['valid']], [false, false]);
});

test('differences of texts and of JSON', async () => {
  const diff = (format: string): Promise<ValueObject> =>
    result('diff-calculator', { old_text: 'a\nb\n', new_text: 'a\nc\n', format });
  assert.match((await diff('unified'))['diff'] as string, /^--- old\n\+\+\+ new\n@@ -1,2 \+1,2 @@\n a\n-b\n\+c\n/);
  assert.equal((await diff('simple'))['diff'], '- b\n+ c');
  assert.equal((await diff('context'))['diff'], '  a\n- b\n+ c');
  assert.equal((await diff('inline'))['diff'], 'a\n[-b-]{+c+}\n');
  const json = { type: 'json', old_json: '{"a":1,"b":[1,2],"c":3}', new_json: { a: 1, b: [1, 3], d: 4 } };
  assert.deepEqual((await result('diff-calculator', json))['diff'], {
    added: { d: 4 },
    removed: { c: 3 },
    modified: { 'b[1]': { old: 2, new: 3 } },
    unchanged: ['a', 'b[0]'],
  });
});
