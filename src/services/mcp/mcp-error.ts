// What goes wrong with servers of the Model Context Protocol. Control thread.

import { SpellError } from '../../base/errors.js';

/** @param server its name in the configuration */
export function mcpError(code: string, server: string, problem: string, help: string, cause?: unknown): SpellError {
  return new SpellError(code, `MCP server '${server}': ${problem}`, {
    category: code === 'MCP_TIMEOUT' ? 'Timeout error' : 'Tool execution error',
    help,
    details: { server },
    cause,
  });
}

export function unavailable(server: string, problem: string, cause?: unknown): SpellError {
  return mcpError(
    'MCP_UNAVAILABLE',
    server,
    problem,
    `see to the table [mcp.servers.${server}] of the configuration`,
    cause,
  );
}

export function late(server: string, what: string, limitMs: number, remark = ''): SpellError {
  const help = `allow it more time: mcp.servers.${server}.timeout`;
  return mcpError('MCP_TIMEOUT', server, `${what} took more than ${limitMs / 1000} s${remark}`, help);
}
