// The error of a store that is used after its end. Control thread.

import { SpellError } from '../../base/errors.js';

export function closedStore(): SpellError {
  return new SpellError('STATE_CLOSED', 'the store is closed', {
    category: 'Storage error',
    help: 'the session has ended; start a new one',
  });
}
