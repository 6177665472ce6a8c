// Why a run failed, as Jupyter and our clients are told. Explanations and their renderers are loaded when first needed. Control thread.

import { readFile, stat } from 'node:fs/promises';
import type { CapturedFailure, FailureKind } from '../diagnostics/captured.js';
import type { Report } from '../diagnostics/report.js';
import type { Cells } from './cells.js';

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

/** Larger files are not shown in reports. */
const MAX_SOURCE_BYTES = 8 * 1024 * 1024;

export async function reportFailure(failure: CapturedFailure, cells: Cells): Promise<FailureReport> {
  const [{ explain }, { renderTerminal }, { renameFiles }] = await Promise.all([
    import('../diagnostics/explain.js'),
    import('../diagnostics/render-terminal.js'),
    import('../diagnostics/rename-files.js'),
  ]);
  const explained = await explain(failure, (chunkName) => cells.sourceOf(chunkName) ?? readSource(chunkName));
  const report = renameFiles(explained, cells.shownNames());
  return {
    ename: failure.host?.code ?? NAMES[failure.kind],
    evalue: report.title,
    traceback: renderTerminal(report, { color: true }).trimEnd().split('\n'),
    report,
  };
}

/** Scripts name their chunks as they like: the name need not be that of a file. */
async function readSource(chunkName: string): Promise<string | undefined> {
  if (!chunkName.startsWith('@')) return undefined;
  const path = chunkName.slice(1);
  try {
    const { size } = await stat(path).then((found) => (found.isFile() ? found : { size: Infinity }));
    return size <= MAX_SOURCE_BYTES ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
