import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toOutputTable } from './output-table.js';

test('text stays text', () => {
  assert.deepEqual(toOutputTable({ text: 'hello {' }), { text: 'hello {', metadata: {} });
  assert.deepEqual(toOutputTable({ text: '' }), { text: '', metadata: {} });
  const bytes = new Uint8Array([255]);
  assert.deepEqual(toOutputTable({ text: bytes }), { text: bytes, metadata: {} });
});

test('a response is spread, its own metadata replaced', () => {
  const text = '{"success":true,"result":{"x":1},"metadata":{"a":1}}';
  assert.deepEqual(toOutputTable({ text, metadata: { model: 'm' } }), {
    success: true,
    result: { x: 1 },
    _raw_text: text,
    metadata: { model: 'm' },
  });
});

test('other JSON is parsed beside the text', () => {
  assert.deepEqual(toOutputTable({ text: '[1, 2]' }), { data: [1, 2], text: '[1, 2]', metadata: {} });
  assert.deepEqual(toOutputTable({ text: '{"a":null}' }), { data: { a: null }, text: '{"a":null}', metadata: {} });
  assert.deepEqual(toOutputTable({ text: '42' }), { data: 42, text: '42', metadata: {} });
  assert.deepEqual(toOutputTable({ text: 'null' }), { text: 'null', metadata: {} });
});

test('64-bit integers keep their value, and text that looks like one stays text', () => {
  const text =
    '{"id": 9223372036854775807, "s": "9223372036854775807 \\" 1234567890123456789", "f": 12345678901234567890123}';
  assert.deepEqual(toOutputTable({ text })['data'], {
    id: 9223372036854775807n,
    s: '9223372036854775807 " 1234567890123456789',
    f: 12345678901234567890123,
  });
});

test('fields laid over cannot be forged by the text', () => {
  const table = toOutputTable({ text: '{"success":false,"other":1}', fields: { success: true, text: 'x' } });
  assert.equal(table['success'], true);
  assert.equal(table['text'], 'x');
  assert.equal(table['other'], 1);
  assert.deepEqual(table['data'], { success: false, other: 1 });
});
