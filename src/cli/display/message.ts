// What a display message says, read for a terminal. Control thread.

import { VENDOR_KEY } from '../../protocol/vendor.js';

/** The content of `display_data`, `update_display_data` or `execute_result`. */
export interface DisplayMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string | undefined };
}

export type DisplayKind = 'progress' | 'stream' | 'other';

/** What a script has made: LLMSpell's kernel tells in the metadata; from others everything is `other`. */
export function kindOf({ metadata }: DisplayMessage): { readonly kind: DisplayKind; readonly isDone: boolean } {
  const vendor = metadata?.[VENDOR_KEY];
  const { kind, done } = isRecord(vendor) ? vendor : {};
  return { kind: kind === 'progress' || kind === 'stream' ? kind : 'other', isDone: done === true };
}

/** The id under which it may be changed; undefined when it never is. */
export const idOf = (message: DisplayMessage): string | undefined => message.transient?.display_id;

/** The form of that type where it is text; bundles may carry text as a list of lines. */
export function textForm({ data }: DisplayMessage, mime: string): string | undefined {
  const form = Object.hasOwn(data, mime) ? data[mime] : undefined;
  if (Array.isArray(form) && form.every((line) => typeof line === 'string')) return form.join('');
  return typeof form === 'string' ? form : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
