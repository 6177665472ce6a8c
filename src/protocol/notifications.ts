// Every message of Jupyter messaging 5.4 that is neither a request on shell or control nor its reply. Any thread.

import { debugEvent, display, errorShape } from './contents.js';
import type { Schema, TypeOf } from './schema.js';
import { boolean, count, defaultTo, json, nonEmptyString, object, oneOf, optional, string } from './schema.js';

/** Who sends it, and on which channel. */
interface Route {
  readonly from: 'kernel' | 'client';
  readonly channel: 'iopub' | 'shell' | 'stdin';
}

interface NotificationRule<Content> {
  readonly routes: readonly [Route, ...Route[]];
  readonly content: Schema<Content>;
}

function published<Content>(content: Schema<Content>): NotificationRule<Content> {
  return { routes: [{ from: 'kernel', channel: 'iopub' }], content };
}

/** Comms are symmetric: clients send on shell, kernels publish. */
function comm<Content>(content: Schema<Content>): NotificationRule<Content> {
  const routes = [
    { from: 'client', channel: 'shell' },
    { from: 'kernel', channel: 'iopub' },
  ] as const;
  return { routes, content };
}

function onStdin<Content>(from: Route['from'], content: Schema<Content>): NotificationRule<Content> {
  return { routes: [{ from, channel: 'stdin' }], content };
}

const commPart = { comm_id: nonEmptyString, data: defaultTo(json, {}) } as const;

/** By message type. */
export const notifications = {
  status: published(object({ execution_state: oneOf('busy', 'idle', 'starting') })),
  stream: published(object({ name: oneOf('stdout', 'stderr'), text: string })),
  display_data: published(object(display)),
  update_display_data: published(object(display)),
  clear_output: published(object({ wait: defaultTo(boolean, false) })),
  execute_input: published(object({ code: string, execution_count: count })),
  execute_result: published(object({ execution_count: count, ...display })),
  error: published(object(errorShape)),
  debug_event: published(debugEvent),
  /** What XPUB answers to a subscription (JEP 65). */
  iopub_welcome: published(object({ subscription: string })),
  comm_open: comm(object({ target_name: string, target_module: optional(string), ...commPart })),
  comm_msg: comm(object(commPart)),
  comm_close: comm(object(commPart)),
  input_request: onStdin('kernel', object({ prompt: defaultTo(string, ''), password: defaultTo(boolean, false) })),
  input_reply: onStdin('client', object({ value: string })),
} as const;

export type NotificationType = keyof typeof notifications;
export type NotificationContent<T extends NotificationType> = TypeOf<(typeof notifications)[T]['content']>;

/** A notification that has been checked: `content` has the type that goes with `type`. */
export type CheckedNotification = {
  [T in NotificationType]: { readonly type: T; readonly content: NotificationContent<T> };
}[NotificationType];

export function isNotificationType(messageType: string): messageType is NotificationType {
  return Object.hasOwn(notifications, messageType);
}

/** @throws SpellError `MESSAGE_CONTENT` that names the path of what is wrong */
export function parseNotification(type: NotificationType, content: unknown): CheckedNotification {
  return { type, content: notifications[type].content.parse(content, 'content') } as CheckedNotification;
}
