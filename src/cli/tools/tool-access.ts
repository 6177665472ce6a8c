// The tools that a command works with: those of a session, in a kernel of its own or in one that runs, asked as scripts ask. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { silentLogger } from '../../base/log.js';
import type { Value } from '../../base/values.js';
import { streamBytes } from '../../client/stream-bytes.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { linkKernel } from '../kernel-link.js';
import type { KernelLink } from '../kernel-link.js';
import type { CliOptions } from '../options.js';
import { RunControl } from '../run-control.js';
import { toRunResult } from '../run-result.js';
import type { RunResult } from '../run-result.js';
import { SIGNAL_EXIT } from '../signals.js';
import type { ToolParameterEntry } from './tool-words.js';

export interface ToolEntry {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly category: string;
}

export interface ToolWithSchema extends ToolEntry {
  readonly schema: { readonly parameters: readonly ToolParameterEntry[] };
}

/** The command was interrupted, or the tool's time was over: nothing more is to be shown. */
export class Ended extends Error {
  constructor(readonly exitCode: number) {
    super('ended');
  }
}

export class ToolAccess implements Disposable {
  private constructor(
    private readonly link: KernelLink,
    private readonly options: CliOptions,
    private readonly control: RunControl,
  ) {}

  /** @throws SpellError `CONFIG_*`, `PERMISSION_*`, `KERNEL_*` */
  static async open(options: CliOptions): Promise<ToolAccess> {
    const control = new RunControl(() => []);
    try {
      return new ToolAccess(await linkKernel(options, silentLogger), options, control);
    } catch (error) {
      control.dispose();
      throw error;
    }
  }

  /** By name. */
  async list(): Promise<readonly ToolEntry[]> {
    const tools = await this.ask('return Tool.list()');
    return (Array.isArray(tools) ? tools : []) as readonly ToolEntry[];
  }

  /** @throws SpellError `TOOL_NOT_FOUND`, `NOT_AVAILABLE` */
  async describe(name: string): Promise<ToolWithSchema> {
    // The session itself says what is wrong with a name that it does not know.
    const code = `local name = ${luaText(name)}
      local tool = Tool.get(name) or Tool.execute(name, {})
      tool.execute, tool.getSchema = nil, nil
      return tool`;
    return (await this.ask(code)) as unknown as ToolWithSchema;
  }

  /** @param parameters as JSON. @throws SpellError of the tool */
  async execute(name: string, parameters: string): Promise<ValueObject> {
    const code = `return Tool.execute(${luaText(name)}, JSON.parse(${luaText(parameters)}))`;
    return (await this.ask(code)) as ValueObject;
  }

  async dispose(): Promise<void> {
    this.control.dispose();
    await this.link.dispose();
  }

  private async ask(code: string): Promise<Value> {
    const { client, isLocal, sharesFolders } = this.link;
    const { timeoutMs } = this.options;
    const execution = client.execute(code, {
      storeHistory: false,
      stopOnError: false,
      // Tools that scripts have registered may print.
      onOutput: (output) => {
        if (output.type === 'stream') process.stderr.write(streamBytes(output));
      },
      vendor: {
        chunk_name: '=tool',
        echo: false,
        ...(isLocal || !sharesFolders ? {} : { working_directory: process.cwd() }),
        ...(timeoutMs === undefined ? {} : { timeout_ms: Math.ceil(timeoutMs) }),
      },
    });
    this.control.started({ interrupt: () => void client.end(execution) }, timeoutMs);
    const result = toRunResult(await execution.done);
    if (result.status === 'error') throw this.failure(result);
    return result.status === 'ok' ? result.results[0] : undefined;
  }

  private failure({ kind, shown }: RunResult & { readonly status: 'error' }): Error {
    const { ending } = this.control;
    if (kind === 'interrupted') return new Ended(SIGNAL_EXIT[ending?.kind === 'signal' ? ending.signal : 'SIGINT']);
    if (shown instanceof SpellError) return shown;
    const help = shown.help.map(({ text }) => text).join('; ');
    const code = kind === 'timeout' ? 'SCRIPT_TIMEOUT' : (shown.hostCode ?? shown.code);
    return new SpellError(code, shown.title, help === '' ? {} : { help });
  }
}

/** A literal of Lua. */
function luaText(text: string): string {
  const escaped = text.replace(/[\\"\n\r\0]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`);
  return `"${escaped}"`;
}
