// For tasks whose library is broken after a failure: the error goes to the user, and the thread is ended. Pool thread.

import type { SpellError } from '../../base/errors.js';

export class SpoiltThread extends Error {
  constructor(readonly reason: SpellError) {
    super(reason.message);
  }
}
