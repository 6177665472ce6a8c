// Bodies as text, by the charset that their server names. Control thread.

import { isUtf8 } from 'node:buffer';
import { tryParseJson } from '../json-text.js';
import type { Value } from '../../base/values.js';
import type { HttpResponse } from './http-request.js';

type Body = Pick<HttpResponse, 'body' | 'headers'>;

/** Text where the charset is known or the bytes are UTF-8, else the bytes. */
export function textOrBytes({ body, headers }: Body): string | Uint8Array {
  const decoder = decoderOf(headers['content-type']);
  if (decoder !== undefined) return withWindowsSigns(decoder.decode(body), decoder.encoding);
  return isUtf8(body) ? new TextDecoder().decode(body) : new Uint8Array(body);
}

/** Text in any case: what cannot be read becomes U+FFFD. */
export function textOf(response: Body): string {
  const text = textOrBytes(response);
  return typeof text === 'string' ? text : new TextDecoder().decode(text);
}

/** The JSON that it is, whatever its type says. */
export function jsonOf(response: Body): { readonly value: Value } | undefined {
  return isUtf8(response.body) ? tryParseJson(textOf(response)) : undefined;
}

function decoderOf(contentType = ''): InstanceType<typeof TextDecoder> | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return undefined;
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}

/** What windows-1252, which is also meant by ISO-8859-1 (Encoding, 4.2), has where Node's decoder leaves controls. */
const WINDOWS_SIGNS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function withWindowsSigns(text: string, encoding: string): string {
  if (encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/g, (sign) => WINDOWS_SIGNS[sign.charCodeAt(0) - 0x80]!);
}
