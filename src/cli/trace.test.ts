import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraceFilter } from './trace-filter.js';
import { createTraceLogger, formatRecord } from './trace.js';

const time = Date.UTC(2025, 0, 31, 12);

test('a record is a line with time, level, module, place and run', () => {
  const record = {
    time,
    level: 'warn',
    module: 'services.agents',
    message: 'slow',
    source: 'a.lua:3',
    runId: 'run-1',
  } as const;
  assert.equal(formatRecord(record, false), '2025-01-31T12:00:00.000Z WARN  services.agents a.lua:3 run-1 slow\n');
});

test('fields follow the message, quoted where needed', () => {
  const record = {
    time,
    level: 'info',
    module: 'm',
    message: 'x',
    fields: { n: 1, s: 'a b', t: 'ab', o: { k: [1] } },
  } as const;
  assert.equal(formatRecord(record, false), '2025-01-31T12:00:00.000Z INFO  m - - x n=1 s="a b" t=ab o={"k":[1]}\n');
});

test('a message of several lines is indented', () => {
  assert.match(formatRecord({ time, level: 'error', module: 'm', message: 'a\nb\n' }, false), / a\n {2}b\n$/);
});

test('the logger writes what its filter lets through', () => {
  const lines: string[] = [];
  const logger = createTraceLogger({
    filter: parseTraceFilter('info,-noisy', '--trace'),
    hasColor: false,
    write: (line) => lines.push(line),
    now: () => time,
  });
  assert.equal(logger.isEnabled('debug', 'm'), false);
  assert.equal(logger.isEnabled('info', 'm'), true);
  logger.log({ level: 'debug', module: 'm', message: 'no' });
  logger.log({ level: 'info', module: 'noisy', message: 'no' });
  logger.log({ level: 'info', module: 'm', message: 'yes' });
  assert.deepEqual(lines, ['2025-01-31T12:00:00.000Z INFO  m - - yes\n']);
});
