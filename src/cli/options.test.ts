import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toOptions } from './options.js';
import { parseArgs } from './parse-args.js';

const optionsOf = (...argv: string[]) => toOptions(parseArgs(['run', ...argv, 'x.lua']).options);

test('defaults', () => {
  const options = optionsOf();
  assert.equal(options.output, 'text');
  assert.deepEqual(options.trace, { level: 'warn', rules: [] });
  assert.equal(options.timeoutMs, undefined);
  assert.equal(options.maxMemoryBytes, undefined);
  assert.equal(options.stream, false);
  assert.deepEqual(options.permissions, {
    read: undefined,
    write: undefined,
    net: undefined,
    run: undefined,
    env: undefined,
    denyAll: false,
  });
});

test('values are read, the last of several wins', () => {
  const options = optionsOf(
    '--timeout',
    '1',
    '--timeout=1.5s',
    '--max-memory',
    '64MB',
    '--output=JSON',
    '--engine',
    'Lua',
  );
  assert.equal(options.timeoutMs, 1500);
  assert.equal(options.maxMemoryBytes, 64e6);
  assert.equal(options.output, 'json');
});

test('permissions add up; one without a list allows all, of hosts all that are public', () => {
  const { permissions } = optionsOf(
    ...['--allow-read=a', '--allow-read=b,c', '--allow-net', '--allow-net=x', '--deny-all', '--allow-run'],
    '--allow-run=x',
  );
  assert.deepEqual(permissions.read, ['a', 'b,c']);
  assert.deepEqual(permissions.net, ['*', 'x']);
  assert.equal(permissions.run, true);
  assert.equal(permissions.denyAll, true);
});

test('other engines are not available, and which is', () => {
  assert.throws(() => optionsOf('--engine', 'javascript'), {
    code: 'USAGE',
    message: "engine 'javascript' is not available; this version has: lua",
  });
});

test('a wrong format names the right ones', () => {
  assert.throws(() => optionsOf('--format', 'jsn'), {
    code: 'USAGE',
    message: /no format 'jsn' \(did you mean 'json'\?\)/,
    help: 'the formats are text, json, pretty, table',
  });
});
