// Commands about the session itself: help and the ways out. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Action } from './actions.js';
import { commandHelp, overview } from './prompt-help.js';

export const sessionActions = {
  help: async (console, argument) => {
    await console.say(argument === '' ? overview(console.screen) : commandHelp(argument, console.screen));
    return 'stay';
  },

  detach: async (console, argument) => {
    if (argument === '') return 'detach';
    if (console.isOwn)
      throw new SpellError('DEBUG_REQUEST', 'the script ends with this command, so that it cannot stay paused');
    if (/^(--)?paused$/.test(argument)) return 'detach paused';
    throw new SpellError('DEBUG_REQUEST', `detach takes --paused or nothing, and not '${argument}'`);
  },

  quit: async () => 'quit',
} satisfies Record<string, Action>;
