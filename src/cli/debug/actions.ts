// What a command does, and what follows for the script. Types only. Control thread.

import type { DebugConsole } from './console.js';

export type Outcome =
  /** The prompt comes again. */
  | 'stay'
  /** The script goes on, or what it does is waited for. */
  | 'resumed'
  | 'restart'
  | 'kill'
  | 'quit'
  | 'detach'
  | 'detach paused';

/**
 * @param isAgain an empty line repeats it
 * @throws SpellError, whose message is shown
 */
export type Action = (console: DebugConsole, argument: string, isAgain: boolean) => Promise<Outcome>;
