// One message of a client while it is being served. Types only.

import type { JsonObject } from '../protocol/schema.js';
import type { Message } from '../protocol/wire.js';
import type { Client } from './clients.js';

export interface Exchange {
  readonly message: Message;
  readonly client: Client;
  /** Where answers go, and questions on stdin. */
  readonly identity: Uint8Array;
  /** Of the reply; a handler may set it. */
  replyMetadata?: JsonObject;
  /** Called when reply and idle are out. */
  afterwards?: () => void;
}
