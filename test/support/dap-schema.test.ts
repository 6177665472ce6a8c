// The checker of DAP messages refuses what is wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dapCommands, dapProblems } from './dap-schema.js';

const stackTrace = { seq: 1, type: 'response', request_seq: 1, command: 'stackTrace', success: true };
const frame = { id: 1, name: 'f', line: 1, column: 1 };

test('all requests of the protocol are known', () => assert.equal(dapCommands.length, 45));

test('good messages pass', () => {
  assert.deepEqual(dapProblems({ ...stackTrace, body: { stackFrames: [frame], totalFrames: 1 } } as never), []);
  assert.deepEqual(dapProblems({ seq: 1, type: 'event', event: 'initialized' }), []);
  assert.deepEqual(dapProblems({ seq: 1, type: 'request', command: 'threads', arguments: { more: 1 } }), []);
});

const BAD: Readonly<Record<string, readonly [message: object, problem: RegExp]>> = {
  'a part is missing': [
    { ...stackTrace, body: { stackFrames: [{ id: 1, name: 'f', line: 1 }] } },
    /\[0\]\.column is missing/,
  ],
  'a body is missing': [stackTrace, /body is missing/],
  'a text for a number': [{ ...stackTrace, body: { stackFrames: [{ ...frame, line: '1' }] } }, /line is no number/],
  'no array': [{ ...stackTrace, body: { stackFrames: {} } }, /stackFrames is no array/],
  'a word that is not in the list': [
    { seq: 1, type: 'event', event: 'output', body: { category: 'x', output: 'x', group: 'middle' } },
    /group is none of/,
  ],
  'no type': [{ seq: 1, event: 'initialized' }, /message\.type is missing|success is missing|request_seq is missing/],
  'null where nothing may be': [
    { ...stackTrace, body: { stackFrames: [{ ...frame, source: null }] } },
    /source is no object/,
  ],
  'a part of a part is missing': [
    { ...stackTrace, command: 'variables', body: { variables: [{ name: 'n', value: '1' }] } },
    /variables\[0\]\.variablesReference is missing/,
  ],
  'a wrong word deep inside': [
    {
      ...stackTrace,
      command: 'loadedSources',
      body: { sources: [{ path: '/a', checksums: [{ algorithm: 'CRC', checksum: '1' }] }] },
    },
    /sources\[0\]\.checksums is none of|algorithm is none of/,
  ],
  'a truth value that is a text': [
    { ...stackTrace, command: 'initialize', body: { supportsLogPoints: 'yes' } },
    /supportsLogPoints is none of/,
  ],
  'arguments that are missing': [
    { seq: 1, type: 'request', command: 'evaluate', arguments: {} },
    /expression is missing/,
  ],
  'an event with half a body': [
    { seq: 1, type: 'event', event: 'breakpoint', body: { reason: 'new', breakpoint: {} } },
    /breakpoint\.verified is missing/,
  ],
  'a failure without body': [{ ...stackTrace, success: false, message: 'no' }, /body is missing/],
};

for (const [name, [message, problem]] of Object.entries(BAD)) {
  test(`refused: ${name}`, () => assert.match(dapProblems(message).join('\n'), problem));
}
