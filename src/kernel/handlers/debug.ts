// debug_request: there is no debugger yet, which is an answer too. Control thread.

import type { CellFiles } from '../../protocol/cell-path.js';
import { CELL_HASH } from '../../protocol/cell-path.js';
import type { ReplyContent, RequestContent } from '../../protocol/requests.js';

export function answerDebug(request: RequestContent<'debug'>, files: CellFiles): ReplyContent<'debug'> {
  const answer = { type: 'response', seq: 0, request_seq: request.seq, command: request.command } as const;
  // JupyterLab asks this first, and waits for it.
  if (request.command === 'debugInfo') return { ...answer, success: true, body: debugInfo(files) };
  return { ...answer, success: false, message: 'The debugger is not started: this kernel has none' };
}

function debugInfo(files: CellFiles): Record<string, string | number | boolean | readonly never[]> {
  return {
    isStarted: false,
    ...CELL_HASH,
    ...files,
    breakpoints: [],
    stoppedThreads: [],
    richRendering: false,
    exceptionPaths: [],
    copyToGlobals: false,
  };
}
