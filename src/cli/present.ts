// What a finished run shows and which exit code it gets. Control thread.

import { getSystemErrorMap } from 'node:util';
import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import type { Report } from '../diagnostics/report.js';
import { hasColor } from './colors.js';
import { EXIT } from './exit-codes.js';
import { errorFields, renderError } from './print-error.js';
import type { OutputFailure } from './output.js';
import { formatFields, toFields } from './result.js';
import type { RunSummary } from './result.js';
import type { Ending } from './run-control.js';
import type { RunResult } from './run-result.js';
import type { ScriptJob } from './run-script.js';
import { CAPTURE_LIMIT } from './script-output.js';
import { binaryScript, isBinary } from './script-source.js';
import { SIGNAL_EXIT } from './signals.js';

export interface Finished {
  readonly job: ScriptJob;
  readonly result: RunResult;
  readonly control: { readonly ending: Ending | undefined; readonly hasAbandoned: boolean };
  /** What the script printed, where it was kept. */
  readonly captured: string;
}

export interface Presentation {
  readonly code: number;
  readonly onStdout: string;
  readonly onStderr: string;
}

/** A message or report in both of its forms. */
interface Shown {
  readonly text: string;
  readonly fields: Value;
}

export async function present(finished: Finished): Promise<Presentation> {
  const code = exitCodeOf(finished);
  const isQuiet = code === EXIT.brokenPipe || code === EXIT.hungUp;
  const shown = isQuiet ? undefined : await explanationOf(finished);
  const { output } = finished.job.options;
  const hasStdout = finished.control.ending?.kind !== 'output';
  if (output === 'text' || !hasStdout) return { code, onStdout: '', onStderr: shown?.text ?? '' };
  return { code, onStdout: formatFields(toFields(summaryOf(finished, code, shown?.fields)), output), onStderr: '' };
}

function exitCodeOf(finished: Finished): number {
  const { result } = finished;
  const { ending, hasAbandoned } = finished.control;
  if (ending?.kind === 'output') return exitCodeOfOutput(ending.failure);
  if (ending?.kind === 'too much') return EXIT.outputFailed;
  if (result.status === 'error' && result.kind === 'timeout') return EXIT.timedOut;
  const wasInterrupted = result.status === 'error' && result.kind === 'interrupted';
  if (ending !== undefined && (wasInterrupted || hasAbandoned)) return SIGNAL_EXIT[ending.signal];
  // Lost output of a run that was over before its time limit noticed.
  if (hasAbandoned) return EXIT.timedOut;
  if (isNoSource(finished)) return EXIT.usage;
  switch (result.status) {
    case 'ok':
      return EXIT.ok;
    case 'exit':
      return result.code & 0xff;
    case 'error':
      return result.kind === 'internal' ? EXIT.internal : EXIT.scriptError;
  }
}

function exitCodeOfOutput({ isClosed, error }: OutputFailure): number {
  if (!isClosed) return EXIT.outputFailed;
  return error.code === 'EIO' ? EXIT.hungUp : EXIT.brokenPipe;
}

async function explanationOf(finished: Finished): Promise<Shown | undefined> {
  const { job, result } = finished;
  const { ending } = finished.control;
  if (ending?.kind === 'output') return shownError(outputFailed(ending.failure.error), job);
  if (ending?.kind === 'too much') return shownError(tooMuchOutput(job), job);
  if (result.status !== 'error') return undefined;
  if (isNoSource(finished)) return shownError(binaryScript(job.source.scriptName ?? 'the code'), job);
  return result.shown instanceof SpellError ? shownError(result.shown, job) : shownReport(result.shown, job);
}

/** The script did not compile because it is something else altogether. */
function isNoSource({ job: { source }, result }: Finished): boolean {
  return result.status === 'error' && result.kind === 'syntax' && isBinary(source.code);
}

function shownError(error: SpellError, { options }: ScriptJob): Shown {
  return { text: renderError(error, hasColor(process.stderr, options.noColor)), fields: errorFields(error) };
}

/** The report on a failure; its renderers are loaded only now. */
async function shownReport(report: Report, { options }: ScriptJob): Promise<Shown> {
  const [{ renderTerminal }, { renderJson }] = await Promise.all([
    import('../diagnostics/render-terminal.js'),
    import('../diagnostics/render-json.js'),
  ]);
  const width = process.stderr.isTTY ? process.stderr.columns : undefined;
  return {
    text: renderTerminal(report, {
      color: hasColor(process.stderr, options.noColor),
      ...(width === undefined ? {} : { width }),
    }),
    fields: renderJson(report) as unknown as Value,
  };
}

function summaryOf({ job, result, captured }: Finished, code: number, error: Value | undefined): RunSummary {
  return {
    status: STATUS_OF_CODE[code] ?? (result.status === 'ok' ? 'success' : result.status),
    mode: job.mode,
    scriptLength: job.source.code.byteLength,
    argsCount: job.args.length,
    isStreaming: job.options.stream,
    output: captured,
    results: result.status === 'ok' ? result.results : [],
    exitCode: code,
    ...(result.status !== 'error' || result.runId === undefined ? {} : { runId: result.runId }),
    ...(error === undefined ? {} : { error }),
  };
}

const STATUS_OF_CODE: Readonly<Record<number, RunSummary['status']>> = {
  [EXIT.timedOut]: 'timeout',
  [EXIT.interrupted]: 'interrupted',
  [EXIT.terminated]: 'interrupted',
  [EXIT.hungUp]: 'interrupted',
};

function outputFailed(error: NodeJS.ErrnoException): SpellError {
  const reason = getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
  return new SpellError('OUTPUT', `cannot write standard output: ${reason}`, {
    help: error.code === 'ENOSPC' ? 'make room on the disk, or write somewhere else' : 'check where the output goes',
    cause: error,
  });
}

function tooMuchOutput({ options }: ScriptJob): SpellError {
  return new SpellError(
    'OUTPUT',
    `the script prints more than ${CAPTURE_LIMIT / 2 ** 20} MiB, too much for --output ${options.output}`,
    {
      help: 'leave --output out: as text there is no limit',
    },
  );
}
