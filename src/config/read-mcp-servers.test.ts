import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Setting } from './config.js';
import { readMcpServers } from './read-mcp-servers.js';

test('servers are read by their names, with what is configured for them', () => {
  const settings = new Map<string, Setting<unknown>>(
    Object.entries({
      'mcp.servers.web.url': 'http://127.0.0.1:1/mcp',
      'mcp.servers.web.token_env': 'TOKEN',
      'mcp.servers.files.command': 'node',
      'mcp.servers.files.args': ['a.mjs'],
      'mcp.servers.files.timeout': 1000,
      'log.level': 'warn',
    }).map(([key, value]) => [key, { value, origin: { kind: 'default' } }]),
  );
  assert.deepEqual(readMcpServers(settings), [
    { name: 'files', command: 'node', args: ['a.mjs'], timeoutMs: 1000 },
    { name: 'web', url: 'http://127.0.0.1:1/mcp', tokenVariable: 'TOKEN' },
  ]);
});
