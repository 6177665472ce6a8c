import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNotificationType, notifications, parseNotification } from './notifications.js';

const parsed = (type: string, content: object): object => {
  assert.ok(isNotificationType(type), type);
  return parseNotification(type, content).content;
};

test('types are told from others', () => {
  for (const type of Object.keys(notifications)) assert.ok(isNotificationType(type));
  for (const type of ['execute_request', 'toString', '__proto__', '']) assert.ok(!isNotificationType(type), type);
});

test('contents are checked and filled in', () => {
  assert.deepEqual(parsed('stream', { name: 'stdout', text: '' }), { name: 'stdout', text: '' });
  assert.deepEqual(parsed('clear_output', {}), { wait: false });
  assert.deepEqual(parsed('display_data', { data: { 'text/plain': 'x' } }), {
    data: { 'text/plain': 'x' },
    metadata: {},
    transient: {},
  });
  assert.deepEqual(parsed('comm_open', { comm_id: 'c', target_name: 't', target_module: null }), {
    comm_id: 'c',
    target_name: 't',
    data: {},
  });
  assert.deepEqual(parsed('input_request', {}), { prompt: '', password: false });
  assert.deepEqual(parsed('input_reply', { value: 'v', status: 'ok' }), { value: 'v', status: 'ok' });
});

test('what is wrong is named', () => {
  assert.throws(() => parsed('stream', { name: 'stdin', text: '' }), /content\.name must be one of "stdout", "stderr"/);
  assert.throws(() => parsed('status', { execution_state: 'dead' }), /content\.execution_state/);
  assert.throws(() => parsed('comm_msg', { comm_id: '' }), /content\.comm_id must be a non-empty string/);
  assert.throws(() => parsed('display_data', { data: {}, transient: { display_id: 1 } }), {
    message: 'content.transient.display_id must be a string; it is the number 1',
  });
  assert.throws(() => parsed('execute_result', { data: {} }), /content\.execution_count is missing/);
});

test('comms travel both ways, input from client to kernel', () => {
  for (const type of ['comm_open', 'comm_msg', 'comm_close'] as const) {
    assert.deepEqual(
      notifications[type].routes.map(({ from, channel }) => `${from} ${channel}`),
      ['client shell', 'kernel iopub'],
    );
  }
  assert.deepEqual(notifications.input_reply.routes, [{ from: 'client', channel: 'stdin' }]);
});
