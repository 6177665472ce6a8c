// What is loaded of a file is to run as a changed text says: planned here, done by the engine; breakpoints go with their lines. Control thread.

import { SpellError } from '../../base/errors.js';
import type { DapArguments } from '../../protocol/dap.js';
import type { DebugState } from './state.js';

export async function reload(state: DebugState, { source, text }: DapArguments<'reload'>): Promise<object> {
  const { ports, sources, breakpoints } = state;
  const selector = sources.selectorOf(source);
  const loaded = await sources.find(selector);
  if (loaded === undefined) throw new SpellError('DEBUG_UNKNOWN', 'nothing of this file is loaded');
  const { text: before } = await ports.ask('source', { reference: loaded.reference });
  if (typeof before !== 'string') {
    throw new SpellError('DEBUG_UNKNOWN', 'it was loaded before anybody looked, so that what has changed is not known');
  }
  if (before === text) return { replaced: 0, defined: [], notes: [], moved: [] };
  const [{ planReload }, { lineMover }] = await Promise.all([
    import('../../language/reload/plan.js'),
    import('../../language/reload/moved-lines.js'),
  ]);
  const done = await ports.ask('reload', { source: selector, text, ...(await planReload(before, text)) });
  const moved = 'path' in selector ? await breakpoints.move(selector.path, lineMover(before, text)) : [];
  return { ...done, moved: moved.filter(({ from, to }) => from !== to) };
}
