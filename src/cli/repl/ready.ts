// Whether an input is finished, so that Enter runs it. Control thread.

import { isComplete } from '../../language/is-complete.js';
import { parseCommand } from './commands/registry.js';

export function isReady(text: string): boolean {
  return parseCommand(text) !== undefined || /^\s*!/.test(text) || isComplete(text).status !== 'incomplete';
}
