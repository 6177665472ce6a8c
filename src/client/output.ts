// What a kernel publishes, checked, with what belongs to it. Any thread.

import type { Header } from '../protocol/header.js';
import type { NotificationContent, NotificationType } from '../protocol/notifications.js';
import { isNotificationType, parseNotification } from '../protocol/notifications.js';
import type { TypeOf } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import { publishedMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import type { Message } from '../protocol/wire.js';
import type { Frames } from '../transport/transport.js';

/** Parts that every published message has. */
interface PublishedParts {
  /** Of the request that it comes from; nothing where it comes from none. */
  readonly parent: Header | undefined;
  /** What LLMSpell's kernels add. */
  readonly vendor: TypeOf<typeof publishedMetadata>;
  readonly buffers: Frames;
}

export type Published<T extends NotificationType = NotificationType> = {
  [Type in T]: PublishedParts & { readonly type: Type; readonly content: NotificationContent<Type> };
}[T];

/** What a run shows. */
export type OutputType = (typeof OUTPUT_TYPES)[number];
export type Output = Published<OutputType>;

const OUTPUT_TYPES = [
  'stream',
  'display_data',
  'update_display_data',
  'clear_output',
  'execute_input',
  'execute_result',
  'error',
] as const;

export function isOutput(published: Published): published is Output {
  return (OUTPUT_TYPES as readonly string[]).includes(published.type);
}

/**
 * Undefined for types that this protocol does not have.
 * @throws SpellError `MESSAGE_CONTENT`
 */
export function parsePublished(message: Message): Published | undefined {
  const type = message.header.msg_type;
  if (!isNotificationType(type)) return undefined;
  const { content } = parseNotification(type, message.content);
  const { parentHeader: parent, buffers } = message;
  return { type, content, parent, vendor: vendorOf(message), buffers } as Published;
}

/** Of messages of all types, those that {@link parsePublished} does not know included. */
export function sequenceOf({ metadata }: Message): number | undefined {
  const own = metadata[VENDOR_KEY];
  const sequence = isObject(own) ? own['sequence'] : undefined;
  return Number.isSafeInteger(sequence) ? Number(sequence) : undefined;
}

/** Other kernels may use the same key for something else. */
function vendorOf({ metadata }: Message): TypeOf<typeof publishedMetadata> {
  const own = metadata[VENDOR_KEY];
  if (!isObject(own)) return { bytes: false };
  return publishedMetadata.parse(own, `metadata.${VENDOR_KEY}`);
}
