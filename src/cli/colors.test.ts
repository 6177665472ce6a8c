import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasColor } from './colors.js';

const terminal = { isTTY: true };
const pipe = {};

test('terminals have colours, others not', () => {
  assert.equal(hasColor(terminal, false, {}), true);
  assert.equal(hasColor(pipe, false, {}), false);
  assert.equal(hasColor(terminal, false, { TERM: 'dumb' }), false);
});

test('NO_COLOR and --no-color win', () => {
  assert.equal(hasColor(terminal, true, { FORCE_COLOR: '1' }), false);
  assert.equal(hasColor(terminal, false, { NO_COLOR: '1', FORCE_COLOR: '1' }), false);
  assert.equal(hasColor(terminal, false, { NO_COLOR: '' }), true);
});

test('FORCE_COLOR decides otherwise', () => {
  assert.equal(hasColor(pipe, false, { FORCE_COLOR: '1' }), true);
  assert.equal(hasColor(pipe, false, { FORCE_COLOR: '' }), true);
  assert.equal(hasColor(terminal, false, { FORCE_COLOR: '0' }), false);
});
