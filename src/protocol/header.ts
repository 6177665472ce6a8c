// The header that says what a message is, whose, and of when. Any thread.

import { randomUUID } from 'node:crypto';
import type { TypeOf } from './schema.js';
import { adjusted, defaultTo, nonEmptyString, object, string } from './schema.js';

/** Version of the Jupyter messaging specification that kernel and client speak. */
export const PROTOCOL_VERSION = '5.4';

const known = object({
  msg_id: nonEmptyString,
  session: string,
  // Clients before 5.1 sent no date, before 5.0 no version.
  username: defaultTo(string, ''),
  date: defaultTo(string, ''),
  msg_type: nonEmptyString,
  version: defaultTo(string, '5.0'),
});

/** Entries that are objects or arrays are dropped: every message that answers repeats the header, however deep it is nested. */
export const headerSchema = adjusted(known, (header) => {
  if (!Object.values<unknown>(header).some(isNested)) return header;
  const entries = Object.entries<unknown>(header).filter(([, value]) => !isNested(value));
  return Object.fromEntries(entries) as typeof header;
});

/** Entries that later versions add (`subshell_id`) are kept, so that a copy in `parent_header` is whole. */
export type Header = TypeOf<typeof headerSchema>;

/** Who sends: `session` is one client's or kernel's life, not a session of the kernel. */
export interface Sender {
  readonly session: string;
  readonly username: string;
}

function isNested(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}

/** Ids of messages are this one and a number: to make one each costs as much as the rest of the header. */
let idPrefix: string | undefined;
let lastId = 0;

export function createHeader(messageType: string, sender: Sender, date = new Date()): Header {
  idPrefix ??= randomUUID();
  return {
    msg_id: `${idPrefix}_${++lastId}`,
    session: sender.session,
    username: sender.username,
    date: date.toISOString(),
    msg_type: messageType,
    version: PROTOCOL_VERSION,
  };
}
