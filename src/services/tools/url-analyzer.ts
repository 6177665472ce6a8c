// The tool `url-analyzer`: the parts of a URL, and on request what its server says of it. Control thread.

import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';
import { compact } from '../value-kinds.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const urlAnalyzer: Tool = {
  name: 'url-analyzer',
  description: 'Checks a URL and takes it apart: host, port, path, query parameters',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL', required: true },
    { name: 'decode_params', type: 'boolean', description: 'query parameters without % escapes', default: true },
    { name: 'fetch_metadata', type: 'boolean', description: 'ask its server what is there', default: false },
  ],
  execute: async (parameters, context): Promise<Output> => {
    const input = requireText(urlAnalyzer, parameters, 'input');
    const url = parseUrl(input);
    const operation = 'analyze';
    if (url === undefined) {
      const message = `'${input}' is not a URL`;
      return responseOutput({
        operation,
        success: false,
        result: { valid: false, original: input },
        error: { message },
      });
    }
    const decodes = parameters['decode_params'] !== false;
    const metadata = parameters['fetch_metadata'] === true ? { metadata: await fetchMetadata(input, context) } : {};
    return responseOutput({ operation, success: true, result: { ...analyze(input, url, decodes), ...metadata } });
  },
};

/** @throws SpellError `PERMISSION_NET`, `NET_*` */
async function fetchMetadata(input: string, context: ToolContext): Promise<ValueObject> {
  const { requestHttp } = await import('../net/http-client.js');
  const { status, statusText, url, headers, redirects } = await requestHttp({ url: input, method: 'HEAD' }, context);
  const length = Number(headers['content-length'] ?? NaN);
  return compact({
    ...{ status_code: status, status_text: statusText, url, redirects, content_type: headers['content-type'] },
    ...{ content_length: Number.isSafeInteger(length) ? length : undefined, server: headers['server'] },
    last_modified: headers['last-modified'],
  });
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function analyze(original: string, url: URL, decodes: boolean): ValueObject {
  const scheme = url.protocol.slice(0, -1);
  const hasAuth = url.username !== '' || url.password !== '';
  return compact({
    valid: true,
    original,
    normalized: url.href,
    scheme,
    host: url.hostname,
    port: url.port === '' ? DEFAULT_PORTS[scheme] : Number(url.port),
    path: url.pathname,
    query: url.search.slice(1),
    fragment: url.hash.slice(1),
    query_params: parametersOf(url.search.slice(1), decodes),
    host_details: describeHost(url.hostname),
    // The password is nobody's business.
    username: url.username === '' ? undefined : url.username,
    has_auth: hasAuth ? true : undefined,
  });
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21 };

/** A name that is there more than once has an array. */
function parametersOf(query: string, decodes: boolean): ValueObject {
  const values = new Map<string, string[]>();
  const pairs = decodes ? [...new URLSearchParams(query)] : query.split('&').filter(Boolean).map(splitPair);
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

function describeHost(host: string): ValueObject {
  if (host.startsWith('[')) return { type: 'ipv6', address: host.slice(1, -1) };
  if (/^\d+(\.\d+){3}$/.test(host)) return { type: 'ipv4', address: host };
  const labels = host.split('.');
  return { type: 'domain', domain: host, labels, tld: labels.length > 1 ? (labels.at(-1) ?? '') : '' };
}
