// The tables `[mcp.servers.NAME]`. Any thread.

import type { Setting } from './config.js';
import type { McpServerSettings } from './mcp-server-settings.js';

/** Fields of {@link McpServerSettings} by their keys. */
const FIELDS = {
  command: 'command',
  args: 'args',
  env: 'env',
  url: 'url',
  token_env: 'tokenVariable',
  timeout: 'timeoutMs',
} as const;

export function readMcpServers(settings: ReadonlyMap<string, Setting<unknown>>): readonly McpServerSettings[] {
  const keys = [...settings.keys()].filter((key) => key.startsWith('mcp.servers.'));
  const names = [...new Set(keys.map((key) => key.split('.')[2]!))].sort();
  return names.map((name) => {
    const fields = Object.entries(FIELDS).map(([key, field]) => [
      field,
      settings.get(`mcp.servers.${name}.${key}`)?.value,
    ]);
    return { name, ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)) } as McpServerSettings;
  });
}
