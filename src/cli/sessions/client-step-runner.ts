// Runs steps of a kept session again in a fresh session of a kernel: one in this process, or one that runs. Control thread.

import { randomBytes } from 'node:crypto';
import { silentLogger } from '../../base/log.js';
import { callTarget } from '../../client/call-target.js';
import type { Execution } from '../../client/execution.js';
import { streamBytes } from '../../client/stream-bytes.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import type { StepEnd, StepRunner } from '../../services/sessions/step-runner.js';
import { linkKernel } from '../kernel-link.js';
import type { KernelLink } from '../kernel-link.js';
import type { CliOptions } from '../options.js';

type Step = Parameters<StepRunner['run']>[0];

/** @throws SpellError `CONFIG_*`, or `KERNEL_*` */
export async function openClientStepRunner(options: CliOptions): Promise<StepRunner> {
  const isElsewhere = options.connect !== undefined && options.connect !== 'embedded';
  if (!isElsewhere) return new ClientStepRunner(await linkKernel(options, silentLogger), undefined);
  const session = `replay-${randomBytes(4).toString('hex')}`;
  return new ClientStepRunner(await linkKernel({ ...options, session }, silentLogger), session);
}

class ClientStepRunner implements StepRunner {
  private execution: Execution | undefined;

  /** @param session of a kernel that goes on: closed at the end */
  constructor(
    private readonly link: KernelLink,
    private readonly session: string | undefined,
  ) {}

  async run({ number, code, manner }: Step, limitMs: number): Promise<StepEnd> {
    const { scriptName, args, echo, keepsLocals } = manner;
    const output: Uint8Array[] = [];
    let result: string | null = null;
    const started = performance.now();
    this.execution = this.link.client.execute(code, {
      storeHistory: false,
      onOutput: (published) => {
        if (published.type === 'stream') output.push(streamBytes(published));
        if (published.type === 'execute_result') result = plainText(published.content.data);
      },
      vendor: {
        ...{ echo, keep_locals: keepsLocals, args: [...(args ?? [])] },
        ...(limitMs !== Infinity && { timeout_ms: limitMs }),
        ...(scriptName === undefined
          ? { chunk_name: `=step ${number}` }
          : { script_name: scriptName, chunk_name: `@${scriptName}` }),
      },
    });
    const { reply, run } = await this.execution.done;
    const durationMs = Math.round(performance.now() - started);
    return {
      output: Buffer.concat(output).toString(),
      result,
      status: run?.outcome === 'exit' ? 'exit' : reply.status === 'ok' ? 'ok' : 'error',
      error: reply.status === 'error' ? { name: reply.ename, message: reply.evalue } : null,
      durationMs,
    };
  }

  interrupt(): void {
    if (this.execution !== undefined) void this.link.client.end(this.execution);
  }

  async dispose(): Promise<void> {
    const { client } = this.link;
    if (this.session !== undefined) {
      const closed = callTarget(client.comms, COMM_TARGETS.session, 'close', { name: this.session });
      await closed.catch(() => undefined);
    }
    await this.link.dispose();
  }
}

function plainText(data: Readonly<Record<string, unknown>>): string | null {
  const text = data['text/plain'];
  return typeof text === 'string' ? text : null;
}
