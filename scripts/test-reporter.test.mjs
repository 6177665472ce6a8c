import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSkips } from './test-reporter.mjs';

const pass = (name, skip) => ({ type: 'test:pass', data: { name, skip } });
const diagnostic = (message, nesting = 0) => ({ type: 'test:diagnostic', data: { message, nesting } });

async function messages(events) {
  const found = [];
  for await (const { type, data } of withSkips(events)) if (type === 'test:diagnostic') found.push(data.message);
  return found;
}

test('how a file ended that did not end by failed tests is told before the summary', async () => {
  const fail = (name, error) => ({ type: 'test:fail', data: { name, details: { error } } });
  const events = [
    fail('a.test.js', { exitCode: 1, signal: null }),
    fail('b.test.js', { exitCode: null, signal: 'SIGSEGV' }),
    fail('c.test.js', { exitCode: 134, signal: null }),
    fail('a test', new Error('no')),
    diagnostic('tests 4'),
  ];
  assert.deepEqual(await messages(events), [
    'ended: b.test.js: by SIGSEGV',
    'ended: c.test.js: with code 134',
    'tests 4',
  ]);
});

test('skips come once more before the summary, with their reasons', async () => {
  const events = [
    pass('a'),
    pass('b', 'needs lua5.4'),
    diagnostic('tests 7', 1),
    pass('c', true),
    diagnostic('tests 3'),
    diagnostic('pass 1'),
  ];
  assert.deepEqual(await messages(events), [
    'tests 7',
    'skip: b: needs lua5.4',
    'skip: c: no reason given',
    'tests 3',
    'pass 1',
  ]);
});

test('every event of the runner goes on', async () => {
  const events = [pass('a'), pass('b', 'why'), diagnostic('tests 2')];
  let count = 0;
  for await (const event of withSkips(events)) if (events.includes(event)) count++;
  assert.equal(count, events.length);
});
