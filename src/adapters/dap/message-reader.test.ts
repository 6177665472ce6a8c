import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeMessage, MessageReader } from './message-reader.js';

test('messages come whole, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: 'binary' }) }, { noNullPrototype: true })),
      fc.array(fc.nat(40)),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map((message) => encodeMessage(message)));
        const reader = new MessageReader();
        const received: unknown[] = [];
        let at = 0;
        for (const size of [...cuts, bytes.length]) {
          for (const each of reader.push(bytes.subarray(at, at + size)))
            received.push('message' in each && each.message);
          at += size;
        }
        assert.deepEqual(received, messages);
      },
    ),
  );
});

test('other fields of a header are passed over, whatever their case', () => {
  const reader = new MessageReader();
  const bytes = Buffer.from('Content-Type: application/json\r\ncontent-length: 2\r\n\r\n{}');
  assert.deepEqual(reader.push(bytes), [{ message: {} }]);
});

test('what is damaged is told, and the next message is read', () => {
  const reader = new MessageReader();
  const bytes = Buffer.concat([Buffer.from('Length: 2\r\n\r\nContent-Length: 1\r\n\r\n{'), encodeMessage({ a: 1 })]);
  const [header, json, message] = reader.push(bytes);
  assert.match(JSON.stringify(header), /no Content-Length/);
  assert.match(JSON.stringify(json), /is no JSON/);
  assert.deepEqual(message, { message: { a: 1 } });
});

test('what can never end is fatal', () => {
  assert.deepEqual(new MessageReader().push(Buffer.from('x'.repeat(5000))), [
    { error: 'the header of a message does not end', isFatal: true },
  ]);
  const [huge] = new MessageReader().push(Buffer.from('Content-Length: 999999999999\r\n\r\n'));
  assert.match(JSON.stringify(huge), /too long.*"isFatal":true/);
});
