// The stack of a failure as lines to read: names as the text gives them, host frames, coroutines, what was left out.
// Any thread.

import type { Documents } from './analysis/document.js';
import type { CapturedFailure, CapturedFrame } from './captured.js';
import { displayName } from './chunk-names.js';
import type { TracebackEntry } from './report.js';

/** Lists the frames, innermost first. */
export function buildTraceback(failure: CapturedFailure, documents: Documents): TracebackEntry[] {
  return failure.frames.flatMap((frame, index) => {
    const entries = [toEntry(frame, documents)];
    if (failure.omittedFrames && failure.omittedAfter === index) {
      entries.push({ kind: 'omitted', text: `... ${String(failure.omittedFrames)} more calls ...` });
    }
    if (frame.coroutineBoundary) entries.push({ kind: 'coroutine', text: 'in the coroutine resumed by' });
    return entries;
  });
}

function toEntry(frame: CapturedFrame, documents: Documents): TracebackEntry {
  const file = frame.source === undefined || frame.kind === 'host' ? undefined : displayName(frame.source);
  return {
    kind: frame.kind,
    text: describeFrame(frame, documents),
    ...(file !== undefined && { file }),
    ...(file !== undefined && frame.line !== undefined && frame.line > 0 && { line: frame.line }),
    ...(frame.isTailCall && { isTailCall: true }),
  };
}

function describeFrame(frame: CapturedFrame, documents: Documents): string {
  if (frame.kind === 'main') return 'in main chunk';
  const defined = definedName(frame, documents);
  const name = defined ?? frame.name;
  const isMethod = name?.includes(':') ?? false;
  const isCalledAsMethod = defined === undefined && frame.nameKind === 'method';
  if (frame.nameKind === 'metamethod') return `in metamethod '${frame.name ?? '?'}'`;
  if (frame.nameKind === 'for iterator') return `in the iterator of a for loop`;
  if (name !== undefined) return `in ${isMethod || isCalledAsMethod ? 'method' : 'function'} '${name}'`;
  return frame.kind === 'host' ? 'in a function of the host' : `in function <line ${String(frame.lineDefined ?? '?')}>`;
}

/** The name in the text (`Account:deposit`): Lua knows only how the function was called. */
function definedName(frame: CapturedFrame, documents: Documents): string | undefined {
  const document = frame.kind === 'host' ? undefined : documents.get(frame.source);
  if (!document?.scopes || frame.lineDefined === undefined) return undefined;
  const here = document.scopes.functions.filter(
    ({ id, span }) => id > 0 && document.source.lineAt(span.start) === frame.lineDefined,
  );
  return here.length === 1 ? here[0]!.name : undefined;
}
