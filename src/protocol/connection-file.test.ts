import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../base/errors.js';
import type { Connection } from './connection-file.js';
import { endpointOf, formatConnection, parseConnection } from './connection-file.js';

const KEY = 'a0436f6c-1916-498b-8eb9-e81ab9368e84';
const PORTS = { shell_port: 5001, iopub_port: 5002, stdin_port: 5003, control_port: 5004, hb_port: 5005 };
const jupyters = {
  ...PORTS,
  ip: '127.0.0.1',
  key: KEY,
  transport: 'tcp',
  signature_scheme: 'hmac-sha256',
  kernel_name: 'llmspell',
};

const parse = (value: unknown): Connection => parseConnection(JSON.stringify(value), 'kernel-1.json');

test('a file that Jupyter has written', () => {
  assert.deepEqual(parse(jupyters), jupyters);
  assert.deepEqual(parse({ ...jupyters, jupyter_session: '/n.ipynb' }), { ...jupyters, jupyter_session: '/n.ipynb' });
});

test('transport and scheme have defaults', () => {
  assert.deepEqual(parse({ ...PORTS, ip: '::1', key: KEY }), {
    ...PORTS,
    ip: '::1',
    key: KEY,
    transport: 'tcp',
    signature_scheme: 'hmac-sha256',
  });
});

test('what is written can be read', () => {
  const connections = fc.record({
    transport: fc.constantFrom('tcp' as const, 'ipc' as const),
    ip: fc.string({ minLength: 1 }),
    key: fc.string({ minLength: 1, unit: 'grapheme' }),
    signature_scheme: fc.constant('hmac-sha256' as const),
    kernel_name: fc.string(),
    pid: fc.nat(),
    start_time: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 5, maxLength: 5 }),
  });
  fc.assert(
    fc.property(connections, ({ ports, ...rest }) => {
      const names = Object.keys(PORTS) as (keyof typeof PORTS)[];
      const numbers = Object.fromEntries(names.map((name, index) => [name, ports[index]!])) as typeof PORTS;
      const connection = { ...rest, ...numbers };
      assert.deepEqual(parseConnection(formatConnection(connection), 'x'), connection);
    }),
  );
});

test('what is wrong is named, without the key', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['text', /not a JSON object/],
    [[KEY], /not a JSON object/],
    [{ ...jupyters, key: '' }, /the key is empty, and unsigned messages are not supported/],
    [{ ...jupyters, key: [KEY] }, /no key, or one that is not a string/],
    [{ ...jupyters, shell_port: 0 }, /connection\.shell_port must be a port from 1 to 65535; it is 0/],
    [{ ...jupyters, hb_port: 65_536 }, /connection\.hb_port/],
    [{ ...jupyters, hb_port: '5005' }, /connection\.hb_port must be an integer; it is the string "5005"/],
    [{ ...jupyters, iopub_port: 5001 }, /two channels have the same port/],
    [{ ...jupyters, ip: '' }, /connection\.ip must be a non-empty string/],
    [{ ...jupyters, transport: 'udp' }, /connection\.transport must be one of "tcp", "ipc"; it is the string "udp"/],
    [{ ...jupyters, signature_scheme: 'hmac-md5' }, /one of "hmac-sha256"/],
    [{ ...jupyters, start_time: 'yesterday' }, /start_time is not a date/],
    [{ ...PORTS, key: KEY }, /connection\.ip is missing/],
  ];
  for (const [value, message] of cases) {
    assert.throws(
      () => parse(value),
      (error) => {
        assert.ok(error instanceof SpellError);
        assert.equal(error.code, 'CONNECTION_FILE');
        assert.match(error.message, message);
        assert.match(error.message, /^kernel-1\.json: /);
        assert.ok(!JSON.stringify([error.message, error.cause]).includes(KEY));
        return true;
      },
    );
  }
  assert.throws(
    () => parseConnection(`{"key": "${KEY}"`, 'k'),
    (error) => {
      assert.ok(error instanceof SpellError);
      assert.equal(error.message, 'k: it is not JSON');
      assert.equal(error.cause, undefined);
      return true;
    },
  );
});

test('endpoints as ZeroMQ spells them', () => {
  assert.equal(endpointOf(parse(jupyters), 'iopub'), 'tcp://127.0.0.1:5002');
  assert.equal(endpointOf(parse({ ...jupyters, ip: '::1' }), 'hb'), 'tcp://[::1]:5005');
  const ipc = parse({ ...jupyters, transport: 'ipc', ip: '/run/k/kernel', shell_port: 1 });
  assert.equal(endpointOf(ipc, 'shell'), 'ipc:///run/k/kernel-1');
});
