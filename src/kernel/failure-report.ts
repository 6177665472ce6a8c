// Why a run failed, as Jupyter and our clients are told. Explanations and their renderers are loaded when first needed. Control thread.

import type { CapturedFailure, FailureKind } from '../diagnostics/captured.js';
import type { Report } from '../diagnostics/report.js';
import type { Cells } from './cells.js';
import { readSource } from './read-source.js';

export interface FailureReport {
  readonly ename: string;
  readonly evalue: string;
  /** Lines, with ANSI colours. */
  readonly traceback: readonly string[];
  readonly report: Report;
}

const NAMES: Readonly<Record<FailureKind, string>> = {
  runtime: 'RuntimeError',
  syntax: 'SyntaxError',
  host: 'HostError',
  interrupted: 'Interrupted',
  timeout: 'Timeout',
  memory: 'OutOfMemory',
  internal: 'InternalError',
};

/** @param workingDirectory where the paths of files begin; default: the process's */
export async function reportFailure(
  failure: CapturedFailure,
  cells: Cells,
  workingDirectory?: string,
): Promise<FailureReport> {
  const [{ explain }, { renderTerminal }, { renameFiles }] = await Promise.all([
    import('../diagnostics/explain.js'),
    import('../diagnostics/render-terminal.js'),
    import('../diagnostics/rename-files.js'),
  ]);
  const explained = await explain(failure, (chunkName) => readSource(chunkName, cells, workingDirectory));
  const report = renameFiles(explained, cells.shownNames());
  return {
    ename: failure.host?.code ?? NAMES[failure.kind],
    evalue: report.title,
    traceback: renderTerminal(report, { color: true }).trimEnd().split('\n'),
    report,
  };
}
