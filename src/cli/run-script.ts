// Runs one script from source to exit code: what `run` and `exec` share. Control thread.

import type { Logger } from '../base/log.js';
import type { RunOutcome } from '../engine/contract.js';
import { hasColor } from './colors.js';
import { openSession } from './compose.js';
import type { Session } from './compose.js';
import type { CliOptions } from './options.js';
import { openOutput } from './output.js';
import type { ByteSink, OutputFailure } from './output.js';
import { present } from './present.js';
import type { Presentation } from './present.js';
import { RunControl } from './run-control.js';
import { ScriptOutput } from './script-output.js';
import type { ScriptSource } from './script-source.js';
import { createStdin } from './stdin.js';
import { createTraceLogger } from './trace.js';

export interface ScriptJob {
  readonly mode: 'run' | 'exec';
  readonly source: ScriptSource;
  readonly args: readonly string[];
  readonly options: CliOptions;
  /** What to warn about before the script starts. */
  readonly warnings: readonly string[];
}

/** What a run is watched and shown with. */
interface Stage {
  readonly control: RunControl;
  readonly output: ScriptOutput;
  readonly logger: Logger;
}

/** @returns the exit code. @throws SpellError `CONFIG_*` and `PERMISSION_FLAG` */
export async function runScript(job: ScriptJob): Promise<number> {
  const stage = setStage(job.options);
  const { control, output, logger } = stage;
  for (const message of job.warnings) logger.log({ level: 'warn', module: 'cli', message });
  try {
    const session = await openSession({
      options: job.options,
      workingDirectory: process.cwd(),
      logger,
      onOutput: ({ stream, bytes }) => output.take(stream, bytes),
      readInput: createStdin(),
      onToken: (text) => output.take('stdout', Buffer.from(text)),
    });
    return await runIn(session, job, stage);
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
  const logger = createTraceLogger({
    filter: options.trace,
    hasColor: hasColor(process.stderr, options.noColor),
    write: (line) => output.line(line),
  });
  return { control, output, logger };
}

async function runIn(session: Session, job: ScriptJob, stage: Stage): Promise<number> {
  const { control, output } = stage;
  const outcome = await finish(session, job, stage);
  await output.flush();
  const finished = { job, outcome, control, captured: output.captured() };
  const first = await present(finished);
  await show(first, output);
  await session.dispose();
  // Showing it may have failed.
  const last = await present(finished);
  if (last.code !== first.code) await show({ ...last, onStdout: '' }, output);
  return last.code;
}

async function finish(session: Session, job: ScriptJob, { control, logger }: Stage): Promise<RunOutcome> {
  const { source, args, options } = job;
  const run = session.engine.run({
    code: source.code,
    chunkName: source.chunkName,
    args,
    ...(source.scriptName === undefined ? {} : { scriptName: source.scriptName }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  control.started(run, options.timeoutMs);
  const log = (message: string, fields: Readonly<Record<string, unknown>>): void => {
    logger.log({ level: 'info', module: 'cli', message, runId: run.id, fields });
  };
  log('run begins', { script: source.scriptName ?? 'exec', bytes: source.code.byteLength, args: args.length });
  const started = performance.now();
  const outcome = await run.outcome;
  log('run has ended', { status: outcome.status, ms: Math.round(performance.now() - started) });
  return outcome;
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
