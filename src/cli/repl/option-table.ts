// The options that only the prompt has. Control thread.

import type { OptionSpec } from '../options.js';

export const REPL_OPTIONS: readonly OptionSpec[] = [
  { long: 'eval', value: 'CODE', scope: 'repl', description: 'run this first; may be given again' },
  { long: 'quiet', scope: 'repl', description: 'no greeting' },
  { long: 'no-history', scope: 'repl', description: 'neither read nor keep earlier inputs' },
  {
    long: 'reload',
    scope: 'repl',
    debug: ['run'],
    description: 'watch the files that are loaded: when one is saved, its functions run as it says then',
  },
  {
    long: 'theme',
    value: 'NAME',
    choices: ['dark', 'light', 'mono', 'plain'],
    scope: 'repl',
    description: 'colours: dark, light, mono or plain (default dark)',
  },
];
