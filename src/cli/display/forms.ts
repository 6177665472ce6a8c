// The best text that there is for a display message. Any thread.

import { byteCount } from '../../base/byte-count.js';
import { cut } from '../../diagnostics/terminal/text.js';
import { renderMarkdown } from './markdown.js';
import { kindOf, textForm } from './message.js';
import type { DisplayMessage } from './message.js';
import { safeText } from './terminal-text.js';

/** For files and pipes: the plain form as it is. */
export function plainText(message: DisplayMessage): string {
  const plain = textForm(message, 'text/plain') ?? textForm(message, 'text/markdown') ?? jsonForm(message);
  return withoutLastBreak(plain === undefined ? describeForms(message) : plain + savingHint(message, plain));
}

/** For terminals: nothing in it moves the cursor but line breaks. */
export function terminalText(message: DisplayMessage, columns: number, color: boolean): string {
  const { kind } = kindOf(message);
  if (kind === 'progress') return cut(safeText(plainText(message), false), 0, columns - 1);
  const source = kind === 'stream' || !color ? undefined : textForm(message, 'text/markdown');
  return source === undefined ? safeText(plainText(message), color) : renderMarkdown(safeText(source, false), columns);
}

function jsonForm({ data }: DisplayMessage): string | undefined {
  return Object.hasOwn(data, 'application/json') ? JSON.stringify(data['application/json'], undefined, 2) : undefined;
}

function describeForms({ data }: DisplayMessage): string {
  const forms = Object.entries(data).map(([mime, form]) =>
    typeof form === 'string' ? `[${mime}, ${byteCount(Buffer.byteLength(form))}]` : `[${mime}]`,
  );
  return forms.length === 0 ? '[nothing to show]' : forms.join(' ');
}

/** Where the plain form only stands for something else, what to do to have that. */
function savingHint({ data }: DisplayMessage, plain: string): string {
  const mime = Object.keys(data).find((name) => name !== 'text/plain' && plain.startsWith('[') && plain.includes(name));
  const extension = mime === undefined ? undefined : /\/(?:x-)?([a-z\d]+)/.exec(mime)?.[1];
  return extension === undefined
    ? ''
    : ` not shown here; to keep it, write it to a file: io.open("out.${extension}", "wb")`;
}

const withoutLastBreak = (text: string): string => text.replace(/\r?\n$/, '');
