// The options that only debugging has. Control thread.

import type { OptionSpec } from '../options.js';

/** The commands that debug, or do so with --debug. */
export type DebugPlace = 'run' | 'exec' | 'debug' | 'debug-attach';

const SCRIPTS = ['run', 'exec', 'debug'] as const;
const ALL = [...SCRIPTS, 'debug-attach'] as const;

export const DEBUG_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'debug',
    scope: 'debug',
    debug: ['run', 'exec'],
    description: 'debug at this terminal: stop at breakpoints, and at errors that end the script',
  },
  {
    long: 'break-at',
    alias: 'break',
    value: 'PLACE',
    scope: 'debug',
    debug: ALL,
    description: 'stop at a LINE of the script, FILE:LINE, FILE:LINE:CONDITION or FUNCTION; may be given again',
  },
  {
    long: 'watch',
    value: 'EXPR',
    scope: 'debug',
    debug: ALL,
    description: 'show the value of an expression at every stop; may be given again',
  },
  { long: 'step', scope: 'debug', debug: SCRIPTS, description: 'stop at the first line' },
  {
    long: 'commands',
    short: 'x',
    value: 'FILE',
    completes: 'path',
    scope: 'debug',
    debug: ALL,
    description: "take the commands of the debugger from this file; standard input is the script's then",
  },
  {
    long: 'no-remember',
    scope: 'debug',
    debug: ALL,
    description: 'neither take up nor keep the breakpoints and watched expressions of this folder',
  },
  {
    long: 'port',
    value: 'N',
    scope: 'debug',
    debug: ['debug'],
    description: 'let others join at the ports N to N+4, with debug-attach or in Jupyter; 0 for free ports',
  },
  {
    long: 'trace-lines',
    scope: 'debug',
    debug: ['debug'],
    description: 'no prompt: write every line that runs to stderr',
  },
  {
    long: 'trace-calls',
    scope: 'debug',
    debug: ['debug'],
    description: 'no prompt: write every call and its values to stderr',
  },
  {
    long: 'trace-vars',
    scope: 'debug',
    debug: ['debug'],
    description: 'no prompt: write every change of a local variable to stderr',
  },
];
