// What is loaded of a file is to run as a changed text says: planned here, done by the engine; breakpoints go with their lines. Control thread.

import { SpellError } from '../../base/errors.js';
import type { DapArguments } from '../../protocol/dap.js';
import type { DebugState } from './state.js';

export async function reload(state: DebugState, { source, text }: DapArguments<'reload'>): Promise<object> {
  const { ports, sources, breakpoints } = state;
  const selector = sources.selectorOf(source);
  const loaded = await sources.find(selector);
  if (loaded === undefined) throw new SpellError('DEBUG_UNKNOWN', 'nothing of this file is loaded');
  const { text: loadedText } = await ports.ask('source', { reference: loaded.reference });
  if (typeof loadedText !== 'string') {
    throw new SpellError('DEBUG_UNKNOWN', 'it was loaded before anybody looked, so that what has changed is not known');
  }
  const [before, after] = [plain(loadedText), plain(text)];
  if (before === after) return { replaced: 0, defined: [], notes: [], moved: [] };
  const [{ planReload }, { lineMover }] = await Promise.all([
    import('../../language/reload/plan.js'),
    import('../../language/reload/moved-lines.js'),
  ]);
  const done = await ports.ask('reload', { source: selector, text: after, ...(await planReload(before, after)) });
  const moved = 'path' in selector ? await breakpoints.move(selector.path, lineMover(before, after)) : [];
  return { ...done, moved: moved.filter(({ from, to }) => from !== to) };
}

/** Without the mark of its encoding, and without what a shell reads: as the engine compiles it. */
function plain(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/^#.*/, '');
}
