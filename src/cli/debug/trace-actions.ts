// Commands that trace what the script does, and show what was counted. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Action } from './actions.js';
import { words } from './parse-line.js';
import { formatTraced } from './traced-table.js';

const TOP = 20;

export const traceActions = {
  trace: async (console, argument) => {
    const kinds = words(argument);
    const isKnown = (kind: string): boolean => ['lines', 'calls', 'vars', 'off'].includes(kind);
    if (kinds.length === 0 || !kinds.every(isKnown)) {
      throw new SpellError('DEBUG_REQUEST', 'trace takes lines, calls and vars, or off');
    }
    const has = (kind: string): boolean => kinds.includes(kind);
    await console.debuggee.ask('setTrace', { lines: has('lines'), calls: has('calls'), variables: has('vars') });
    return 'stay';
  },

  traced: async (console, argument) => {
    const limit = /^[1-9]\d*$/.test(argument) ? Number(argument) : TOP;
    await console.say(formatTraced(await console.debuggee.ask('traced', { limit }), console.screen.width));
    return 'stay';
  },
} satisfies Record<string, Action>;
