// Completion, signatures and documentation at the prompt: asked of the kernel, or of the commands of the prompt. Control thread.

import type { KernelClient } from '../../client/kernel-client.js';
import { countCodePoints, offsetOfCodePoint } from '../../language/positions.js';
import { isObject } from '../../protocol/schema.js';
import type { Candidate, Offer } from './edit/menu.js';
import { tokensOf } from './screen/highlight.js';

/** @param cursor in UTF-16 units, as everything here */
export async function completeCode(client: KernelClient, text: string, cursor: number): Promise<Offer> {
  const reply = await client.complete(text, countCodePoints(text.slice(0, cursor)));
  const start = offsetOfCodePoint(text, reply.cursor_start);
  const end = offsetOfCodePoint(text, reply.cursor_end);
  const known = reply.metadata['_jupyter_types_experimental'];
  const details = new Map((Array.isArray(known) ? known : []).filter(isObject).map((each) => [each['text'], each]));
  const candidates = reply.matches.map((match): Candidate => {
    const { type, signature } = details.get(match) ?? {};
    return {
      text: match,
      kind: typeof type === 'string' ? type : '',
      note: typeof signature === 'string' ? signature : '',
    };
  });
  return { start, end, candidates };
}

/** What is known of the name at the cursor; undefined where there is none. */
export async function inspectAt(
  client: KernelClient,
  text: string,
  cursor: number,
  withSource = false,
): Promise<string | undefined> {
  const at = countCodePoints(text.slice(0, cursor));
  const { found, data } = await client.inspect(text, at, withSource ? 1 : 0);
  const shown = data['text/plain'];
  return found && typeof shown === 'string' ? shown : undefined;
}

/** How the call goes that the cursor is in. */
export async function signatureAt(client: KernelClient, text: string, cursor: number): Promise<string | undefined> {
  const name = calledName(text, cursor);
  if (name === undefined) return undefined;
  const about = await inspectAt(client, text, name);
  return about === undefined ? undefined : firstLine(about);
}

export function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** Where the name of the innermost call ends whose brackets are open at the cursor. */
export function calledName(text: string, cursor: number): number | undefined {
  const open: (number | undefined)[] = [];
  let before: { readonly end: number; readonly isName: boolean } | undefined;
  for (const { kind, text: word, start, end } of tokensOf(text)) {
    if (start >= cursor) break;
    if (word === '(') open.push(before?.isName === true ? before.end : undefined);
    else if (word === '{' || word === '[' || word === 'function') open.push(undefined);
    else if (word === ')' || word === '}' || word === ']') open.pop();
    before = { end, isName: kind === 'name' };
  }
  return open.at(-1);
}
