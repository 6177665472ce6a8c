import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../protocol/connection-file.js';
import { describeAddress, describeDuration, table } from './describe.js';

const connection: Connection = {
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 5555,
  iopub_port: 5556,
  stdin_port: 5557,
  control_port: 5558,
  hb_port: 5559,
  key: 'k',
  signature_scheme: 'hmac-sha256',
};

test('addresses', () => {
  assert.equal(describeAddress(connection), '127.0.0.1:5555-5559');
  assert.equal(describeAddress({ ...connection, ip: '::1', hb_port: 1 }), '[::1]:5555,5556,5557,5558,1');
  assert.equal(describeAddress({ ...connection, transport: 'ipc', ip: '/x', shell_port: 1 }), 'ipc:///x-1');
});

test('durations', () => {
  const texts = [0, 999, 8000, 60_000, 61_000, 3_600_000, 3_660_000, 90_000_000].map(describeDuration);
  assert.deepEqual(texts, ['0 s', '0 s', '8 s', '1 min', '1 min 1 s', '1 h', '1 h 1 min', '1 d 1 h']);
  assert.equal(describeDuration(-5), '0 s');
});

test('tables', () => {
  assert.equal(
    table([
      ['A', 'LONG'],
      ['abc', 'x'],
    ]),
    'A    LONG\nabc  x\n',
  );
});
