// Runs one script from source to exit code: what `run` and `exec` share. Control thread.

import type { Logger } from '../base/log.js';
import type { Execution } from '../client/execution.js';
import { hasColor } from './colors.js';
import { linkKernel } from './kernel-link.js';
import type { KernelLink } from './kernel-link.js';
import type { CliOptions } from './options.js';
import { openOutput } from './output.js';
import type { ByteSink, OutputFailure } from './output.js';
import { present } from './present.js';
import type { Presentation } from './present.js';
import { RunControl } from './run-control.js';
import { RunDisplay } from './run-display.js';
import { createRunRequest } from './run-request.js';
import { toRunResult } from './run-result.js';
import type { RunResult } from './run-result.js';
import { ScriptOutput } from './script-output.js';
import type { ScriptSource } from './script-source.js';
import { createTraceLogger } from './trace.js';
import { whyWaiting } from './waiting-run.js';

export interface ScriptJob {
  readonly mode: 'run' | 'exec';
  readonly source: ScriptSource;
  readonly args: readonly string[];
  readonly options: CliOptions;
  /** Files that are loaded are watched, and loaded again when they are saved. */
  readonly reloads?: boolean;
  /** What to warn about before the script starts. */
  readonly warnings: readonly string[];
}

/** What a run is watched and shown with. */
export interface Stage {
  readonly control: RunControl;
  readonly output: ScriptOutput;
  readonly display: RunDisplay;
  readonly logger: Logger;
}

/** @returns the exit code. @throws SpellError of {@link linkKernel}, and `KERNEL_*` when the kernel goes */
export async function runScript(job: ScriptJob): Promise<number> {
  const stage = setStage(job.options);
  const { control, output, logger } = stage;
  for (const message of job.warnings) logger.log({ level: 'warn', module: 'cli', message });
  try {
    const link = await linkKernel(job.options, logger);
    if (!link.isLocal) control.stuck = 'the kernel does not end the run; leaving it there';
    return await runIn(link, job, stage);
  } finally {
    await output.flush();
    control.dispose();
  }
}

function setStage(options: CliOptions): Stage {
  const sinks: ByteSink[] = [];
  const control = new RunControl(() => sinks);
  const stdout = openOutput(1, (failure) => control.end({ kind: 'output', failure }));
  const stderr = openOutput(2, ignore);
  sinks.push(stdout, stderr);
  const output = new ScriptOutput({
    stdout,
    stderr,
    isCaptured: options.output !== 'text',
    isOneScreen: process.stdout.isTTY && process.stderr.isTTY,
    onTooMuch: () => control.end({ kind: 'too much' }),
  });
  const display = new RunDisplay(output, options);
  const logger = createTraceLogger({
    filter: options.trace,
    hasColor: hasColor(process.stderr, options.noColor),
    write: (line) => {
      display.finish();
      output.line(line);
    },
  });
  return { control, output, display, logger };
}

async function runIn(link: KernelLink, job: ScriptJob, stage: Stage): Promise<number> {
  const { control, output } = stage;
  try {
    const result = await finish(link, job, stage);
    await output.flush();
    const finished = { job, result, control, captured: output.captured() };
    const first = await present(finished);
    await show(first, output);
    await link.dispose();
    // Showing it may have failed.
    const last = await present(finished);
    if (last.code !== first.code) await show({ ...last, onStdout: '' }, output);
    return last.code;
  } finally {
    await link.dispose();
  }
}

async function finish(link: KernelLink, job: ScriptJob, stage: Stage): Promise<RunResult> {
  const { client } = link;
  const { control, display, logger } = stage;
  const { code, options } = await createRunRequest(job, link);
  const watching =
    job.reloads === true ? await (await import('./reload/watched-run.js')).watchRun(link, job, stage) : undefined;
  const execution = client.execute(code, { ...options, onOutput: (shown) => display.take(shown) });
  control.started({ interrupt: () => void client.end(execution) }, job.options.timeoutMs);
  if (!link.isLocal) void tellWaiting(link, execution, job.options.session, stage);
  const done = await execution.done.finally(() => watching?.dispose());
  display.finish();
  const { run, lostMessages } = done;
  if (lostMessages > 0) logger.log({ level: 'warn', module: 'cli', message: lost(lostMessages) });
  if (run !== undefined) {
    const fields = { status: run.outcome, ms: run.duration_ms };
    logger.log({ level: 'info', module: 'cli', message: 'run has ended', runId: run.run, fields });
  }
  return toRunResult(done);
}

async function tellWaiting(
  { client }: KernelLink,
  execution: Execution,
  session: string | undefined,
  { display, output }: Stage,
): Promise<void> {
  const why = await whyWaiting(client, execution, session).catch(() => undefined);
  if (why === undefined || execution.hasEnded) return;
  display.finish();
  output.line(why);
}

function lost(messages: number): string {
  const what =
    messages === 1
      ? '1 message of the kernel did not arrive, because it was'
      : `${messages} messages of the kernel did not arrive, because they were`;
  return `${what} not read fast enough: output may be missing`;
}

async function show({ onStdout, onStderr }: Presentation, output: ScriptOutput): Promise<void> {
  if (onStderr !== '') output.line(onStderr);
  if (onStdout !== '') await output.object(onStdout);
  await output.flush();
}

/** Nobody reads errors: the script goes on, as its exit code still says how it went. */
function ignore(_failure: OutputFailure): void {
  // Dropped.
}
