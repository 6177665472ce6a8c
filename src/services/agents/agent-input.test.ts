import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../base/values.js';
import { parseAgentInput } from './agent-input.js';

test('gives the text, whatever else is there', () => {
  assert.deepEqual(parseAgentInput({ text: 'Hi', txt: 'x', parameters: {} }), { text: 'Hi', images: [] });
});

test('a key that was probably meant to be the text is named', () => {
  const helpOf = (help: RegExp) => ({ message: 'Input text cannot be empty', help });
  assert.throws(() => parseAgentInput({ txt: 'x' }), helpOf(/^`txt` is ignored; did you mean `text`\? pass/));
  assert.throws(() => parseAgentInput({ Text: 'x' }), helpOf(/`Text`/));
  assert.throws(() => parseAgentInput({ parameters: {} }), helpOf(/^pass a table/));
  assert.throws(() => parseAgentInput({ text: ' ' }), helpOf(/^pass a table/));
});

test('images come in both forms, with the type that their format names', () => {
  const base64 = Buffer.from([1, 2, 3, 4]).toString('base64');
  const { images } = parseAgentInput({
    text: 'Look',
    media: [{ base64 }, { base64, format: 'JPG' }],
    image: { base64, type: 'image', format: 'image/webp' },
  });
  const bytes = new Uint8Array([1, 2, 3, 4]);
  assert.deepEqual(
    images,
    ['image/png', 'image/jpeg', 'image/webp'].map((mediaType) => ({ mediaType, bytes })),
  );
  assert.equal(parseAgentInput({ text: 'x', media: { base64 } }).images.length, 1);
});

test('images that cannot be used say why', () => {
  const inputs: [Value, RegExp][] = [
    ['x.png', /not a table/],
    [{ path: 'x' }, /'base64' is missing/],
    [{ base64: '#' }, /is not base64/],
    [{ base64: 'QUJD', format: 'tiff' }, /format is none of png/],
  ];
  for (const [image, message] of inputs) {
    assert.throws(() => parseAgentInput({ text: 'x', image }), { code: 'AGENT_INPUT', message });
  }
  assert.throws(() => parseAgentInput({ text: 'x', media: [{ type: 'audio', base64: 'QUJD' }] }), {
    code: 'AGENT_MEDIA',
  });
  assert.throws(() => parseAgentInput({ text: 'x', output_modalities: ['text', 'audio'] }), { code: 'AGENT_MEDIA' });
  assert.equal(parseAgentInput({ text: 'x', output_modalities: ['text', 'image'] }).wantsImages, true);
});

test('a schema for the answer is passed as plain JSON', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1n } }, required: ['n'] };
  assert.deepEqual(parseAgentInput({ text: 'x', response_schema: schema }).responseSchema, {
    type: 'object',
    properties: { n: { type: 'integer', minimum: 1 } },
    required: ['n'],
  });
  assert.throws(() => parseAgentInput({ text: 'x', response_schema: 'json' }), /response_schema: expected a table/);
});
