// The tool `sitemap-crawler`: the pages that a site names in its sitemaps. Control thread.

import { SpellError } from '../../base/errors.js';
import { withDeadline } from '../deadline.js';
import { MAX_BODY_BYTES } from '../net/http-request.js';
import type { NetContext } from '../net/http-request.js';
import { netError, timedOut, toNetError, tooLarge } from '../net/net-error.js';
import type { Sitemap, SitemapEntry } from '../net/sitemap.js';
import type { Output } from '../output-table.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { countOf, timeoutOf, timeoutParameter } from './web-parameters.js';

export const sitemapCrawler: Tool = {
  name: 'sitemap-crawler',
  description:
    'Lists the pages that a site names in its sitemaps, found by its robots.txt where only the site is given',
  version: '1.0.0',
  category: 'data',
  parameters: [
    {
      name: 'input',
      type: 'string',
      description: 'the URL of a sitemap, of a robots.txt, or of a site',
      required: true,
    },
    { name: 'follow_sitemaps', type: 'boolean', description: 'read what an index names, too', default: true },
    { name: 'max_urls', type: 'integer', description: 'at which it stops, at most 50000', default: 1000 },
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const input = requireText(sitemapCrawler, parameters, 'input');
    const maxUrls = countOf(sitemapCrawler, 'max_urls', parameters['max_urls'], 50_000);
    if (maxUrls === 0) throw badParameter(sitemapCrawler, 'max_urls', 'it is 0', 'pass at least 1');
    const follow = parameters['follow_sitemaps'] !== false;
    const timeoutMs = timeoutOf(sitemapCrawler, parameters);
    const started = performance.now();
    const late = (): Error => timedOut(input, 'the crawl', timeoutMs);
    const crawl = new Crawl(maxUrls, follow);
    await withDeadline(context.signal, timeoutMs, late, (signal) => crawl.run(input, { ...context, signal }));
    const urls = crawl.urls.map((entry) => ({ ...entry, has_metadata: Object.keys(entry).length > 1 }));
    const result = {
      ...{ sitemap_url: input, urls_found: urls.length, max_urls: maxUrls, follow_sitemaps: follow, urls },
      stats: {
        ...{ sitemaps_processed: crawl.processed, sitemaps_failed: crawl.failures.length, errors: crawl.failures },
        ...{ urls_with_metadata: urls.filter((entry) => entry.has_metadata).length, truncated: crawl.isTruncated },
        duration_ms: Math.round(performance.now() - started),
      },
    };
    return responseOutput({ operation: 'crawl', success: true, result });
  },
};

/** An index that names more leads nowhere. */
const MAX_SITEMAPS = 100;

class Crawl {
  readonly urls: SitemapEntry[] = [];
  readonly failures: string[] = [];
  processed = 0;
  isTruncated = false;

  constructor(
    private readonly maxUrls: number,
    private readonly follow: boolean,
  ) {}

  /** Only the first sitemaps must be there. */
  async run(input: string, context: NetContext): Promise<void> {
    const first = await startingPoints(input, context);
    const queue = [...first];
    const seen = new Set(queue);
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      if (this.urls.length >= this.maxUrls || this.processed + this.failures.length >= MAX_SITEMAPS) {
        this.isTruncated = true;
        return;
      }
      const nested = await this.read(url, context, first.length === 1 && url === first[0]);
      for (const each of nested) {
        if (!seen.has(each)) queue.push(each);
        seen.add(each);
      }
    }
  }

  private async read(url: string, context: NetContext, mustBe: boolean): Promise<readonly string[]> {
    try {
      const sitemap = await fetchSitemap(url, this.maxUrls - this.urls.length + 1, context);
      this.processed += 1;
      if (sitemap.kind === 'index') return this.follow ? sitemap.entries.map((entry) => entry.url) : [];
      const room = this.maxUrls - this.urls.length;
      if (sitemap.entries.length > room) this.isTruncated = true;
      this.urls.push(...sitemap.entries.slice(0, room));
      return [];
    } catch (error) {
      if (mustBe || !(error instanceof SpellError) || context.signal.aborted) throw error;
      this.failures.push(`${url}: ${error.message}`);
      return [];
    }
  }
}

/** A sitemap as it is; of a site what its robots.txt names, else the usual place. */
async function startingPoints(input: string, context: NetContext): Promise<readonly string[]> {
  const [{ parseTarget }, { requestHttp }, { textOf }, { sitemapsOfRobots }] = await Promise.all([
    import('../net/hops.js'),
    import('../net/http-client.js'),
    import('../net/body-text.js'),
    import('../net/sitemap.js'),
  ]);
  const url = parseTarget(input);
  const isSite = url.pathname === '/' && url.search === '';
  if (!isSite && !url.pathname.endsWith('/robots.txt')) return [url.href];
  const robots = await requestHttp({ url: new URL('/robots.txt', url).href, maxBytes: 512 * 1024 }, context);
  const named = robots.status < 400 ? sitemapsOfRobots(textOf(robots), robots.url) : [];
  return named.length > 0 ? named.slice(0, MAX_SITEMAPS) : [new URL('/sitemap.xml', url).href];
}

async function fetchSitemap(url: string, limit: number, context: NetContext): Promise<Sitemap> {
  const [{ requestHttp }, { textOf }, { parseSitemap, unpackSitemap }] = await Promise.all([
    import('../net/http-client.js'),
    import('../net/body-text.js'),
    import('../net/sitemap.js'),
  ]);
  const response = await requestHttp({ url }, context);
  const { host } = new URL(url);
  if (response.status >= 400) {
    const problem = `the sitemap cannot be had: HTTP ${response.status} ${response.statusText}`.trim();
    throw netError('NET_BAD_RESPONSE', host, problem, 'check the address', { details: { status: response.status } });
  }
  const body = await unpackSitemap(response.body, MAX_BODY_BYTES).catch((error: unknown) => {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? tooLarge(host, MAX_BODY_BYTES) : toNetError(host, error);
  });
  const sitemap = await parseSitemap(textOf({ ...response, body }), limit);
  if (sitemap !== undefined) return sitemap;
  throw netError('NET_BAD_RESPONSE', host, 'the answer is no sitemap', 'give the address of a sitemap, or of the site');
}
