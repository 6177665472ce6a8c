import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkLine } from '../check-line.js';
import { parseArgs } from '../parse-args.js';
import { toStartOptions } from './start-options.js';
import type { StartOptions } from './start-options.js';

const optionsOf = (...argv: string[]): StartOptions => {
  const line = parseArgs(['kernel', 'start', ...argv]);
  checkLine(line);
  return toStartOptions(line.options);
};

test('defaults', () => {
  const { cli, ...options } = optionsOf();
  assert.equal(cli.output, 'text');
  assert.deepEqual(options, {
    id: undefined,
    daemon: false,
    port: undefined,
    ip: '127.0.0.1',
    transport: 'tcp',
    connectionFile: undefined,
    stateDirectory: undefined,
    logFile: undefined,
    limits: { outputBytesPerSecond: 64e6 },
    maxClients: 256,
    maxSessions: 16,
    idleTimeoutMs: 0,
    sessionIdleTimeoutMs: 0,
  });
});

test('what is given', () => {
  const options = optionsOf(
    ...['--id', 'work', '--port=5555', '--ip', '*', '--max-memory', '64MB', '--timeout=2s', '--max-output', '10KB'],
    ...['--max-output-rate=1MB', '--max-clients', '2', '--idle-timeout', '1h', '--allow-read=a', '--daemon'],
  );
  assert.deepEqual(options.limits, {
    memoryBytes: 64e6,
    timeMs: 2000,
    outputBytes: 10_000,
    outputBytesPerSecond: 1e6,
  });
  assert.deepEqual([options.id, options.port, options.ip, options.maxClients], ['work', 5555, '0.0.0.0', 2]);
  assert.deepEqual([options.idleTimeoutMs, options.daemon], [3_600_000, true]);
  assert.deepEqual(options.cli.permissions.read, ['a']);
});

describe('refused is', () => {
  const refused: readonly (readonly [argv: string[], message: RegExp])[] = [
    [['--port', '0'], /'0' is not a port from 1 to 65531/],
    [['--port', '65532'], /'65532' is not a port/],
    [['--port', 'ssh'], /'ssh' is not a port/],
    [['--ip', 'example.org'], /'example\.org' is not an IP address/],
    [['--id', '../up'], /'\.\.\/up' is no name for a kernel/],
    [['--id', 'x.json'], /no name for a kernel/],
    [['--id', '.hidden'], /no name for a kernel/],
    [['--transport', 'udp'], /no transport 'udp'/],
    [['--max-clients', '0'], /'0' is not a number of 1 or more/],
    [['--max-output', '3'], /'3' is too little \(at least 1KB/],
    [['--connection-file', 'f', '--port', '5555'], /--port does not go with --connection-file/],
    [['--transport', 'ipc', '--ip', '::1'], /--ip does not go with --transport/],
    [['--stream'], /--stream does not go with 'kernel start'/],
    [['--force'], /--force does not go with 'kernel start'/],
    [['surplus'], /kernel start does not take 'surplus'/],
  ];
  for (const [argv, message] of refused) {
    test(argv.join(' '), () => assert.throws(() => optionsOf(...argv), { code: 'USAGE', message }));
  }

  test('a command that is not there', () => {
    assert.throws(() => parseArgs(['kernel', 'strat']), {
      message: "unknown command 'kernel strat' (did you mean 'start'?)",
    });
  });
});
