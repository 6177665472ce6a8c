// Requests that Jupyter has added to the Debug Adapter Protocol, as JupyterLab sends them. Control thread.

import { SpellError } from '../../base/errors.js';
import { CELL_HASH } from '../../protocol/cell-path.js';
import { toJson } from '../../protocol/to-json.js';
import { stoppedBody } from './events.js';
import { exceptionFilters } from './exception-filters.js';
import type { Handler, JupyterCommand } from './requests.js';
import type { DebugState } from './state.js';

/** Front ends ask for globals after every cell. */
const GLOBALS = 500;

type Handlers = { readonly [C in JupyterCommand]: Handler<C> };

/** `isStarted`: somebody is attached. The last entries are ours. */
export function debugInfo({ ports, breakpoints, stop }: DebugState, isStarted: boolean): object {
  return {
    isStarted,
    ...CELL_HASH,
    ...ports.files,
    breakpoints: breakpoints.listed.flatMap(({ selector, items }) =>
      'path' in selector ? [{ source: selector.path, breakpoints: items.map(({ asked }) => asked) }] : [],
    ),
    stoppedThreads: stop === undefined ? [] : [stop.threadId],
    richRendering: true,
    exceptionPaths: exceptionFilters.map(({ filter }) => filter),
    copyToGlobals: true,
    functionBreakpoints: breakpoints.functions,
    dataBreakpoints: breakpoints.data,
    exceptionBreakpoints: breakpoints.exceptions,
    ...(stop !== undefined && { stopped: stoppedBody(stop) }),
  };
}

export const jupyterHandlers: Handlers = {
  dumpCell: async ({ code }, { ports }) => ({ sourcePath: ports.dumpCell(code) }),

  inspectVariables: async (_args, { variables }, view) => ({ variables: await variables.globals(view, GLOBALS) }),

  richInspectVariables: async ({ variableName, frameId }, { ports }) => {
    const frame = frameId === undefined ? {} : { frameId };
    try {
      const { forms } = await ports.ask('show', { expression: variableName, ...frame });
      const data = Object.fromEntries(Object.entries(forms).map(([mime, value]) => [mime, toJson(value)]));
      return { data, metadata: {} };
    } catch (error) {
      // A name in brackets is a row of the list, and no expression.
      if (error instanceof SpellError && (error.code === 'DEBUG_EVALUATION' || error.code === 'DEBUG_REFUSED'))
        return { data: {}, metadata: {} };
      throw error;
    }
  },

  copyToGlobals: async ({ srcVariableName, dstVariableName, srcFrameId }, { ports, variables }, view) => {
    if (!/^[A-Za-z_]\w*$/.test(dstVariableName))
      throw new SpellError('DEBUG_REFUSED', `'${dstVariableName}' cannot be the name of a global`);
    const request = { expression: srcVariableName, frameId: srcFrameId, context: 'watch' } as const;
    await ports.ask('evaluate', request);
    const assignment = { expression: `_G.${dstVariableName}`, value: srcVariableName, frameId: srcFrameId };
    return variables.value(await ports.ask('setExpression', assignment), view);
  },
};
