// The servers of a session, and their tools in its registry. A server starts when its tools are asked for. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import type { McpServerSettings } from '../../config/mcp-server-settings.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import type { Tool } from '../tools/tool.js';
import { McpConnection } from './mcp-connection.js';
import { createMcpTool, prefixOf } from './mcp-tool.js';

export class McpServers {
  private readonly connections: readonly McpConnection[];
  /** Of servers that have told their tools. */
  private readonly offered = new Map<McpConnection, Promise<readonly Tool[]>>();

  constructor(
    servers: readonly McpServerSettings[],
    policy: PermissionPolicy,
    private readonly logger: Logger,
  ) {
    this.connections = servers.map((settings) => new McpConnection(settings, policy, logger));
  }

  /**
   * The tools of the servers that a tool's name may mean, with no name those of all. A server that fails is left out of all.
   *
   * @throws SpellError of the one server that the name means
   */
  async tools(name?: string): Promise<readonly Tool[]> {
    if (name !== undefined) {
      const meant = this.connections.filter(({ settings }) => name.startsWith(prefixOf(settings.name)));
      return (await Promise.all(meant.map((connection) => this.toolsOf(connection)))).flat();
    }
    const all = this.connections.map((connection) =>
      this.toolsOf(connection).catch((error: unknown) => this.leaveOut(error)),
    );
    return (await Promise.all(all)).flat();
  }

  async dispose(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.dispose()));
  }

  /** Asked once; where that failed, at the next wish again. */
  private toolsOf(connection: McpConnection): Promise<readonly Tool[]> {
    const known = this.offered.get(connection);
    if (known !== undefined) return known;
    const asked = connection
      .listTools()
      .then((tools) => withoutTwins(tools.map((tool) => createMcpTool(connection, tool))));
    this.offered.set(connection, asked);
    asked.catch(() => this.offered.delete(connection));
    return asked;
  }

  private leaveOut(error: unknown): readonly Tool[] {
    if (!(error instanceof SpellError)) throw error;
    this.logger.log({ level: 'warn', module: 'services.mcp', message: `${error.message}; its tools are left out` });
    return [];
  }
}

/** Names that differ in their spelling alone mean the first. */
function withoutTwins(tools: readonly Tool[]): readonly Tool[] {
  return [...new Map([...tools].reverse().map((tool) => [tool.name, tool])).values()].reverse();
}
