// Fetches a web page for the tools that look into one. Control thread.

import type { HttpResponse } from '../net/http-request.js';
import type { WebPage } from '../net/web-page.js';
import type { ToolContext } from './tool.js';

/** Pages are taken apart at once, so they are smaller than other answers may be. */
export const MAX_PAGE_BYTES = 5 * 1024 * 1024;

export interface FetchedPage {
  readonly response: HttpResponse;
  readonly content: string;
  /** Absent where the answer is no HTML or XML. */
  readonly page?: WebPage;
}

/** @throws SpellError `NET_*`, `PERMISSION_NET` */
export async function fetchPage(url: string, timeoutMs: number, context: ToolContext): Promise<FetchedPage> {
  const [{ requestHttp }, { textOf }] = await Promise.all([
    import('../net/http-client.js'),
    import('../net/body-text.js'),
  ]);
  const headers = { accept: 'text/html, application/xhtml+xml, */*;q=0.8' };
  const response = await requestHttp({ url, headers, timeoutMs, maxBytes: MAX_PAGE_BYTES }, context);
  const content = textOf(withDeclaredCharset(response));
  const type = response.headers['content-type'] ?? 'text/html';
  if (!/html|xml/i.test(type)) return { response, content };
  const { WebPage } = await import('../net/web-page.js');
  return { response, content, page: await WebPage.parse(content, response.url) };
}

/** A page may name its charset itself, at its beginning (HTML, 13.2.3.2). */
function withDeclaredCharset(response: HttpResponse): HttpResponse {
  const type = response.headers['content-type'] ?? 'text/html';
  if (/charset=/i.test(type)) return response;
  const charset = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(response.body.toString('latin1', 0, 1024))?.[1];
  if (charset === undefined) return response;
  return { ...response, headers: { ...response.headers, 'content-type': `${type}; charset=${charset}` } };
}

/** What is told of a status that is no success. */
export function statusFailure({ status, statusText }: HttpResponse): { message: string; code: string } | undefined {
  if (status < 400) return undefined;
  return { message: `HTTP ${status} ${statusText}`.trim(), code: `HTTP_${status}` };
}
