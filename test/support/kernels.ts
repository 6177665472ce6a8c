// Kernels of the built command as processes, in a folder of their own; what a test leaves running is killed at its end.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KernelClient } from '../../src/client/kernel-client.js';
import type { KernelFile } from '../../src/client/kernel-files.js';
import { readKernelFile } from '../../src/client/kernel-files.js';
import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import type { CliOptions, CliResult, RunningCli } from './run-cli.js';
import { runCli, startCli } from './run-cli.js';
import type { TempFolder } from './temp-folder.js';
import { tempFolder } from './temp-folder.js';

export class Kernels {
  readonly home: TempFolder = tempFolder();
  readonly folder = join(this.home.path, 'kernels');
  readonly env = {
    HOME: this.home.path,
    LLMSPELL_KERNEL_DIR: this.folder,
    JUPYTER_DATA_DIR: join(this.home.path, 'jupyter'),
  };
  private readonly pids = new Set<number>();

  /** `llmspell kernel ARGS` to its end. */
  async run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(['kernel', ...args], { ...options, env: { ...this.env, ...options.env } });
  }

  /** In the background. */
  async startDaemon(id: string, ...args: string[]): Promise<KernelFile> {
    const { code, stdout, stderr } = await this.run(['start', '--daemon', '--id', id, ...args]);
    if (code !== 0 || stdout !== `${id}\n`) throw new Error(`no kernel: ${stdout}${stderr}`);
    return this.file(id);
  }

  /** In the foreground; resolves when it answers, which its output shows by `sign`. */
  async startHere(
    id: string,
    args: readonly string[] = [],
    options: CliOptions = {},
    sign = 'Ctrl+C interrupts',
  ): Promise<RunningCli> {
    const cli = startCli(['kernel', 'start', '--id', id, ...args], {
      ...options,
      env: { ...this.env, ...options.env },
    });
    this.pids.add(cli.process.pid!);
    await cli.printed(sign);
    return cli;
  }

  async file(id: string): Promise<KernelFile> {
    const file = await readKernelFile(join(this.folder, `${id}.json`));
    if (file.connection.pid !== undefined) this.pids.add(file.connection.pid);
    return file;
  }

  /** Names of the files of kernels and of their logs. */
  files(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name !== 'last')
      .sort();
  }

  /** Gives back what the action does with a client of the kernel. */
  async use<T>({ connection }: KernelFile, action: (client: KernelClient) => Promise<T>): Promise<T> {
    const client = new KernelClient({ transport: await ZmqClientTransport.connect(connection), key: connection.key });
    try {
      return await action(client);
    } finally {
      await client.dispose();
    }
  }

  /** Runs code, and gives what it prints. @throws Error if it fails */
  async execute(kernel: KernelFile, code: string): Promise<string> {
    return this.use(kernel, async (client) => {
      let text = '';
      const { done } = client.execute(code, {
        onOutput: (output) => {
          if (output.type === 'stream') text += output.content.text;
        },
      });
      const { reply } = await done;
      if (reply.status !== 'ok') throw new Error(`${code}: ${JSON.stringify(reply)}`);
      return text;
    });
  }

  killAll(): void {
    for (const pid of this.pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}
