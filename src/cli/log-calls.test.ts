import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../base/errors.js';
import type { CallContext } from '../base/values.js';
import { logCalls } from './log-calls.js';
import { parseTraceFilter } from './trace-filter.js';
import { createTraceLogger } from './trace.js';

const context: CallContext = {
  runId: 'run-7',
  source: 'a.lua:3',
  workingDirectory: '/',
  signal: new AbortController().signal,
  invoke: () => Promise.reject(new Error('no call-backs here')),
};

const methods = {
  'state.load': () => 42,
  'tool.execute': () => {
    throw new SpellError('TOOL_FAILED', 'with a secret');
  },
};

function open(filter: string) {
  const lines: string[] = [];
  const write = (line: string): number => lines.push(line);
  const logger = createTraceLogger({ filter: parseTraceFilter(filter, '--trace'), hasColor: false, write });
  return { lines, logged: logCalls(methods, logger) };
}

test('a call is logged with its run and time, its result stays', async () => {
  const { lines, logged } = open('debug');
  assert.equal(await logged['state.load']!([], context), 42);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, / DEBUG services\.state a\.lua:3 run-7 state\.load ms=\d+(\.\d)?\n$/);
});

test('a failure is logged by its code, and thrown', async () => {
  const { lines, logged } = open('debug');
  await assert.rejects(async () => logged['tool.execute']!([], context), { code: 'TOOL_FAILED' });
  assert.match(lines.join(''), / tool\.execute failed ms=\S+ code=TOOL_FAILED\n$/);
  assert.ok(!lines.join('').includes('secret'));
});

test('trace also tells when a call begins', async () => {
  const { lines, logged } = open('trace');
  await logged['state.load']!([], context);
  assert.match(lines[0]!, / TRACE services\.state a\.lua:3 run-7 state\.load is called\n$/);
});

test('what is not logged is not touched', () => {
  const { logged } = open('debug,-services.state');
  assert.equal(logged['state.load'], methods['state.load']);
  assert.notEqual(logged['tool.execute'], methods['tool.execute']);
});
