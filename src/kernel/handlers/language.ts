// complete, inspect and is_complete: from the text, and from live values where the engine can look. Loaded when first asked. Control
// thread.

import { displayName } from '../../diagnostics/chunk-names.js';
import type { LiveValues } from '../../language/live-values.js';
import type { ReplyContent, RequestContent } from '../../protocol/requests.js';
import type { KernelOptions } from '../contract.js';
import { readSource } from '../read-source.js';
import type { Session } from '../session.js';

/** Longer code (in UTF-16 units) is not read: all clients would wait for it, half a second for each million. */
const MAX_CODE = 256 * 1024;

export async function answerComplete(
  { code, cursor_pos }: RequestContent<'complete'>,
  session: Session,
  listFiles: KernelOptions['listFiles'] = () => Promise.resolve([]),
): Promise<ReplyContent<'complete'>> {
  if (code.length > MAX_CODE) {
    return { status: 'ok', matches: [], cursor_start: cursor_pos, cursor_end: cursor_pos, metadata: {} };
  }
  const { complete } = await import('../../language/complete.js');
  const { matches, start, end } = await complete(code, cursor_pos, {
    live: liveValues(session),
    files: (prefix) => listFiles(session.spec, prefix),
  });
  return {
    status: 'ok',
    matches: matches.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    // What JupyterLab shows beside the matches, under the name that ipykernel gave it.
    metadata: {
      _jupyter_types_experimental: matches.map(({ text, kind, signature }) => ({
        text,
        type: kind,
        start,
        end,
        signature,
      })),
    },
  };
}

export async function answerInspect(
  { code, cursor_pos, detail_level }: RequestContent<'inspect'>,
  session: Session,
): Promise<ReplyContent<'inspect'>> {
  if (code.length > MAX_CODE) return { status: 'ok', found: false, data: {}, metadata: {} };
  const { inspect } = await import('../../language/inspect.js');
  const { cells } = session;
  const { found, text, markdown } = await inspect(code, cursor_pos, detail_level, {
    live: liveValues(session),
    readSource: (chunkName) => readSource(chunkName, cells),
    nameChunk: (chunkName) => cells.shownNames().get(chunkName.slice(1)) ?? displayName(chunkName),
  });
  const data = found ? { 'text/plain': text, 'text/markdown': markdown } : {};
  return { status: 'ok', found, data, metadata: {} };
}

export async function answerIsComplete({ code }: RequestContent<'is_complete'>): Promise<ReplyContent<'is_complete'>> {
  if (code.length > MAX_CODE) return { status: 'unknown' };
  const { isComplete } = await import('../../language/is-complete.js');
  const { status, indent } = isComplete(code);
  return status === 'incomplete' ? { status, indent } : { status };
}

function liveValues(session: Session): LiveValues {
  return {
    fields: (path, limit) => session.look({ kind: 'fields', path, limit }),
    value: (path) => session.look({ kind: 'value', path }),
  };
}
