// Why frames are not a message. Any thread.

import { SpellError } from '../base/errors.js';
import type { Header } from './header.js';

export type WireErrorCode =
  | 'WIRE_DELIMITER'
  | 'WIRE_TRUNCATED'
  | 'WIRE_SIGNATURE'
  | 'WIRE_DUPLICATE'
  | 'WIRE_UTF8'
  | 'WIRE_JSON'
  | 'WIRE_NOT_OBJECT'
  | 'WIRE_HEADER';

/**
 * Frames that are dropped or answered with an error. Only a signed message can be answered: `header` is there when the
 * signature held and the header could be read, and then `identities` say where the answer goes.
 */
export class WireError extends SpellError {
  readonly identities: readonly Uint8Array[];
  readonly header: Header | undefined;

  constructor(
    override readonly code: WireErrorCode,
    message: string,
    origin: { identities?: readonly Uint8Array[]; header?: Header | undefined; cause?: unknown } = {},
  ) {
    super(code, message, { cause: origin.cause });
    this.identities = origin.identities ?? [];
    this.header = origin.header;
  }
}
