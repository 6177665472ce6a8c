// What is configured for one server of the Model Context Protocol: a table `[mcp.servers.NAME]`. Types only. Any thread.

export interface McpServerSettings {
  readonly name: string;
  /** The program that is the server; it wins over `url`. */
  readonly command?: string;
  readonly args?: readonly string[];
  /** Names of variables that the program sees beside a few that every program needs. */
  readonly env?: readonly string[];
  readonly url?: string;
  /** The variable that holds the token for `url`. */
  readonly tokenVariable?: string;
  readonly timeoutMs?: number;
}
