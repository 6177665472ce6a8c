import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAgentInput } from './agent-input.js';

test('gives the text, whatever else is there', () => {
  assert.equal(parseAgentInput({ text: 'Hi', txt: 'x', parameters: {} }), 'Hi');
});

test('a key that was probably meant to be the text is named', () => {
  const helpOf = (help: RegExp) => ({ message: 'Input text cannot be empty', help });
  assert.throws(() => parseAgentInput({ txt: 'x' }), helpOf(/^`txt` is ignored; did you mean `text`\? pass/));
  assert.throws(() => parseAgentInput({ Text: 'x' }), helpOf(/`Text`/));
  assert.throws(() => parseAgentInput({ parameters: {} }), helpOf(/^pass a table/));
  assert.throws(() => parseAgentInput({ text: ' ' }), helpOf(/^pass a table/));
});
