// The checker of messages refuses what the protocol does not allow: without that it would prove nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dapProblems } from './dap-schema.js';

const response = (command: string, body: unknown): object => ({
  seq: 1,
  type: 'response',
  request_seq: 1,
  success: true,
  command,
  body,
});

test('what the protocol allows', () => {
  const messages = [
    response('threads', { threads: [{ id: 1, name: 'main' }] }),
    response('configurationDone', undefined),
    response('initialize', {
      supportsConfigurationDoneRequest: true,
      exceptionBreakpointFilters: [{ filter: 'a', label: 'b' }],
    }),
    response('stackTrace', { stackFrames: [{ id: 1, name: 'f', line: 1, column: 1, presentationHint: 'subtle' }] }),
    response('dataBreakpointInfo', { dataId: null, description: 'x' }),
    { seq: 2, type: 'event', event: 'stopped', body: { reason: 'breakpoint', threadId: 1, more: true } },
    { seq: 3, type: 'event', event: 'output', body: { output: 'x', category: 'stdout' } },
    { seq: 4, type: 'request', command: 'next', arguments: { threadId: 1 } },
    { seq: 5, type: 'response', request_seq: 1, success: false, command: 'x', message: 'no' },
  ];
  for (const message of messages) assert.deepEqual(dapProblems(message), [], JSON.stringify(message));
});

test('what it does not', () => {
  const messages: readonly [object, RegExp][] = [
    [response('threads', {}), /body\.threads is missing/],
    [response('threads', { threads: [{ id: '1', name: 'main' }] }), /threads\[0\]\.id is "1", not number/],
    [response('threads', undefined), /body is missing/],
    [
      response('stackTrace', { stackFrames: [{ id: 1, name: 'f', line: 1, column: 1, presentationHint: 'odd' }] }),
      /odd/,
    ],
    [response('variables', { variables: {} }), /variables is \{\}, not an array/],
    [response('initialize', { supportsConfigurationDoneRequest: 'yes' }), /supportsConfigurationDoneRequest is "yes"/],
    [{ seq: 2, type: 'event', event: 'stopped', body: { threadId: 1 } }, /reason is missing/],
    [{ type: 'event', event: 'stopped', body: { reason: 'x' } }, /seq is missing/],
    [{ seq: 4, type: 'request', command: 'next', arguments: {} }, /threadId is missing/],
    [{ seq: 1, type: 'answer' }, /type is "answer"/],
  ];
  for (const [message, expected] of messages) assert.match(dapProblems(message).join(), expected);
});
