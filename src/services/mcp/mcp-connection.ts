// The connection to one server of the Model Context Protocol: made at its first use, and anew after it has ended. Control thread.

import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import type { McpServerSettings } from '../../config/mcp-server-settings.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { withDeadline } from '../deadline.js';
import { late, mcpError, unavailable } from './mcp-error.js';
import { openTransport } from './mcp-transport.js';

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_PAGES = 100;

/** A tool as its server describes it. */
export type OfferedTool = Awaited<ReturnType<Client['listTools']>>['tools'][number];
export type ToolAnswer = Awaited<ReturnType<Client['callTool']>>;

export class McpConnection {
  private client: Promise<Client> | undefined;
  private readonly ended = new AbortController();
  /** The last line of the program's standard error, and what it wrote that is no message. */
  private lastWords = '';
  private rubbish = '';

  constructor(
    readonly settings: McpServerSettings,
    private readonly policy: PermissionPolicy,
    private readonly logger: Logger,
  ) {}

  /** @throws SpellError `MCP_*`, `PERMISSION_RUN`, `PERMISSION_NET` */
  async listTools(): Promise<readonly OfferedTool[]> {
    return this.ask('listing its tools', this.ended.signal, async (client, options) => {
      const tools: OfferedTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer = await client.listTools(cursor === undefined ? {} : { cursor }, options);
        tools.push(...answer.tools);
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return tools;
    });
  }

  /** @throws SpellError as {@link listTools}, or the signal's reason */
  callTool(name: string, parameters: Record<string, unknown>, signal: AbortSignal): Promise<ToolAnswer> {
    return this.ask(`the tool '${name}'`, signal, (client, options) =>
      client.callTool({ name, arguments: parameters }, undefined, options),
    );
  }

  /** Ends the program, or the session with a server on the web. */
  async dispose(): Promise<void> {
    this.ended.abort(unavailable(this.settings.name, 'the session has ended'));
    const client = await this.client?.catch(() => undefined);
    await client?.close().catch(() => undefined);
  }

  private async ask<T>(
    what: string,
    outer: AbortSignal,
    request: (client: Client, options: { signal: AbortSignal; timeout: number }) => Promise<T>,
  ): Promise<T> {
    const timeout = this.settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const signal = AbortSignal.any([outer, this.ended.signal]);
    const client = await raced(this.connected(timeout), signal);
    const isLate = (): Error => late(this.settings.name, what, timeout, this.remark());
    try {
      // The SDK's own time-out comes a little later: it would not say what took so long.
      return await withDeadline(signal, timeout, isLate, (limited) =>
        request(client, { signal: limited, timeout: timeout + 1000 }).catch((error: unknown) => {
          limited.throwIfAborted();
          throw error;
        }),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw this.worded(what, error);
    }
  }

  private connected(timeoutMs: number): Promise<Client> {
    this.ended.signal.throwIfAborted();
    this.client ??= this.connect(timeoutMs).catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async connect(timeoutMs: number): Promise<Client> {
    const { name } = this.settings;
    this.lastWords = this.rubbish = '';
    const transport = await openTransport(this.settings, {
      ...{ policy: this.policy, signal: this.ended.signal, timeoutMs },
      onWords: (line) => {
        this.lastWords = line;
        this.logger.log({ level: 'debug', module: 'services.mcp', message: `${name}: ${line}` });
      },
    });
    const { Client: SdkClient } = await import('@modelcontextprotocol/sdk/client/index.js');
    const client = new SdkClient({ name: 'llmspell', version: '1' });
    client.onerror = (error) => this.note(error);
    client.onclose = () => (this.client = undefined);
    try {
      const isLate = (): Error => late(name, 'connecting', timeoutMs, this.remark());
      await withDeadline(this.ended.signal, timeoutMs, isLate, (signal) =>
        raced(client.connect(transport as Transport, { timeout: timeoutMs + 1000 }), signal),
      );
      return client;
    } catch (error) {
      await client.close().catch(() => undefined);
      throw this.worded('connecting', error);
    }
  }

  /** What a server writes beside its messages is told when something fails; alone it is no failure. */
  private note(error: Error): void {
    if (error instanceof SyntaxError || error.name === 'ZodError' || error.name === '$ZodError') {
      this.rubbish ||= error instanceof SyntaxError ? error.message : 'JSON that is no message';
    }
    this.logger.log({ level: 'warn', module: 'services.mcp', message: `${this.settings.name}: ${error.message}` });
  }

  private remark(): string {
    const said = this.lastWords === '' ? '' : `; its last words: ${this.lastWords}`;
    return `${this.rubbish === '' ? '' : `; it writes what is no message of the protocol (${this.rubbish})`}${said}`;
  }

  private worded(what: string, error: unknown): unknown {
    const { name } = this.settings;
    if (error instanceof SpellError) return error;
    const { code, message } = error as { code?: unknown; message: string };
    if (code === CONNECTION_CLOSED) return unavailable(name, `it ended during ${what}${this.remark()}`, error);
    if (typeof code === 'number' && code < 0) {
      return mcpError(
        'MCP_FAILED',
        name,
        `${what}: ${message}`,
        'look at the parameters, and at the log of the server',
        error,
      );
    }
    if (typeof code === 'number') return unavailable(name, `${what} failed: HTTP ${code}`, error);
    const cause = error instanceof Error && error.cause instanceof SpellError ? error.cause : undefined;
    return cause ?? unavailable(name, `${what} failed: ${message}${this.remark()}`, error);
  }
}

/** Of the SDK's errors: the other side is gone. */
const CONNECTION_CLOSED = -32000;

function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
