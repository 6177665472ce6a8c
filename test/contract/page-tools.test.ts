// Tools that read web pages and sitemaps.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { html, redirect, silent, startWebServer, text } from '../support/web-server.js';
import type { WebResponder } from '../support/web-server.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, net: ['127.0.0.1'] }, '/');
const run = (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  registry.execute(tool, parameters, { policy, signal: new AbortController().signal });
const resultOf = async (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  (await run(tool, parameters))['result'] as ValueObject;

const PAGE = `<!doctype html><html lang="en"><head><title> A &amp; B </title><base href="/docs/">
<meta name="Description" content="What it is"><meta property="og:title" content="T"><link rel="canonical" href="x">
<style>p { color: red }</style></head><body><h1>Head<em>line</em></h1><p>One
 two<br>three<script>alert(1)</script><p class=last>four &lt;5&gt;
<a href="a?b=1">first</a> <a href="https://example.com/">second</a><a href="mailto:x@y.z">mail</a><a>none</a>
<img src="i.png" alt="An image"><img></body></html>`;

const xml = (body: string): WebResponder => text(200, body, { 'content-type': 'application/xml' });
const urlset = (...urls: string[]): string =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`;

let page = '<p>one</p><p>two</p>';
const server = await startWebServer({
  '/page': html(PAGE),
  '/moved': redirect(301, '/page'),
  '/plain': text(200, 'a < b'),
  '/missing': html('<title>gone</title>'),
  '/error': (_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<title>oops</title>'),
  '/latin': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(Buffer.from('<meta charset="windows-1252"><p>\x80uro', 'latin1'));
  },
  '/deep': html(`${'<div>'.repeat(100_000)}bottom`),
  '/large': html('x'.repeat(6e6)),
  '/changing': (request, response) => html(page)(request, response),
  '/silent': silent,
  '/robots.txt': text(200, 'User-agent: *\nDisallow: /x\nSitemap: /index.xml\nsitemap: /plain.txt\n'),
  '/index.xml': (request, response) =>
    xml(
      `<sitemapindex>${['a.xml', 'b.xml.gz', 'gone.xml', 'index.xml', 'a.xml']
        .map((name) => `<sitemap><loc>http://${request.headers.host!}/${name}</loc></sitemap>`)
        .join('')}<sitemap><loc>http://10.0.0.1/private.xml</loc></sitemap></sitemapindex>`,
    )(request, response),
  '/a.xml': xml(
    urlset(
      '<url><loc> http://e.example/1?a=1&amp;b=2 </loc><lastmod>2026-01-02</lastmod><changefreq>daily</changefreq>',
      '<priority>0.8</priority><image:image><image:loc>http://e.example/i.png</image:loc></image:image></url>',
      '<url><loc><![CDATA[http://e.example/2]]></loc></url><url><loc>nonsense</loc></url>',
    ),
  ),
  '/b.xml.gz': (_request, response) =>
    response.writeHead(200).end(gzipSync(urlset('<url><loc>http://e.example/3</loc></url>'))),
  '/plain.txt': text(200, 'http://e.example/4\nhttp://e.example/5\n'),
  '/bomb.xml.gz': (_request, response) => response.writeHead(200).end(gzipSync(Buffer.alloc(50e6))),
});
after(() => server.close());
const { url } = server;

test('web-scraper: what a page says, shows and leads to', async () => {
  const answer = await run('web-scraper', {
    ...{ input: `${url}/moved`, extract_links: true, extract_images: true, extract_meta: true },
    ...{ selector: 'p', selectors: { heads: 'h1 em', none: 'h9' } },
  });
  assert.deepEqual([answer['success'], answer['operation']], [true, 'scrape']);
  assert.deepEqual(answer['result'], {
    url: `${url}/page`,
    status_code: 200,
    content: {
      title: 'A & B',
      text: 'Headline\nOne two\nthree\nfour <5> first secondmailnone',
      links: [
        { url: `${url}/docs/a?b=1`, text: 'first' },
        { url: 'https://example.com/', text: 'second' },
        { url: 'mailto:x@y.z', text: 'mail' },
      ],
      images: [{ src: `${url}/docs/i.png`, alt: 'An image' }],
      metadata: { description: 'What it is', 'og:title': 'T', language: 'en', canonical: `${url}/docs/x` },
      selected_content: ['One two\nthree', 'four <5> first secondmailnone'],
      selections: { heads: ['line'], none: [] },
    },
  });
  const plain = await resultOf('web-scraper', { input: `${url}/page` });
  assert.deepEqual(Object.keys(plain['content'] as ValueObject), ['title', 'text']);
});

test('web-scraper: other content, charsets, failures and bounds', async () => {
  const content = async (path: string): Promise<ValueObject> =>
    (await resultOf('web-scraper', { input: `${url}${path}` }))['content'] as ValueObject;
  assert.deepEqual(await content('/plain'), { text: 'a < b' });
  assert.equal((await content('/latin'))['text'], '€uro');
  assert.equal((await content('/deep'))['text'], 'bottom');
  const error = await run('web-scraper', { input: `${url}/error` });
  assert.deepEqual(
    [error['success'], error['error']],
    [false, { message: 'HTTP 500 Internal Server Error', code: 'HTTP_500' }],
  );
  await assert.rejects(content('/large'), { code: 'NET_TOO_LARGE' });
  await assert.rejects(run('web-scraper', { input: `${url}/page`, selector: 'p[' }), {
    code: 'TOOL_PARAMETER',
    message: /Invalid selector 'p\['/,
  });
  await assert.rejects(run('web-scraper', { input: `${url}/page`, wait_for_js: true }), {
    message: /not available yet/,
  });
  await assert.rejects(run('web-scraper', { input: 'http://10.0.0.1/' }), { code: 'PERMISSION_NET' });
  await assert.rejects(run('web-scraper', { input: `${url}/silent`, timeout: 0.05 }), { code: 'NET_TIMEOUT' });
});

test('webpage-monitor: the first look, no news, news', async () => {
  const look = (more: ValueObject): Promise<ValueObject> =>
    resultOf('webpage-monitor', { input: `${url}/changing`, ...more });
  const first = await look({});
  assert.deepEqual(
    [first['current_content'], first['is_first_check'], first['has_changes'], first['changes'], first['change_count']],
    ['one\ntwo', true, false, [], 0],
  );
  const previous_content = first['current_content'] as string;
  page = '<p>one  </p>\n\n<p>two</p>';
  assert.equal((await look({ previous_content }))['has_changes'], false);
  page = '<p>one</p><p>2</p><p>three</p>';
  const news = await look({ previous_content });
  assert.deepEqual([news['has_changes'], news['change_count'], news['url']], [true, 3, `${url}/changing`]);
  assert.deepEqual(news['changes'], [
    { type: 'removed', line: 2, content: 'two' },
    { type: 'added', line: 2, content: '2' },
    { type: 'added', line: 3, content: 'three' },
  ]);
  assert.equal((await look({ previous_content: 'one', selector: 'p:first-child' }))['has_changes'], false);
  assert.equal(
    (await look({ previous_content: ' one', selector: 'p:first-child', ignore_whitespace: false }))['has_changes'],
    true,
  );
  const failed = await run('webpage-monitor', { input: `${url}/error`, previous_content });
  assert.deepEqual([failed['success'], (failed['result'] as ValueObject)['status_code']], [false, 500]);
});

test('sitemap-crawler: by robots.txt, through the index, packed and plain', async () => {
  const { stats, urls, ...rest } = await resultOf('sitemap-crawler', { input: url });
  assert.deepEqual(rest, { sitemap_url: url, urls_found: 5, max_urls: 1000, follow_sitemaps: true });
  assert.deepEqual(urls, [
    { url: 'http://e.example/4', has_metadata: false },
    { url: 'http://e.example/5', has_metadata: false },
    {
      url: 'http://e.example/1?a=1&b=2',
      lastmod: '2026-01-02',
      changefreq: 'daily',
      priority: 0.8,
      has_metadata: true,
    },
    { url: 'http://e.example/2', has_metadata: false },
    { url: 'http://e.example/3', has_metadata: false },
  ]);
  const { duration_ms, errors, ...counts } = stats as ValueObject;
  assert.deepEqual(counts, { sitemaps_processed: 4, sitemaps_failed: 2, urls_with_metadata: 1, truncated: false });
  assert.equal(typeof duration_ms, 'number');
  const [missing, refused] = errors as string[];
  assert.match(missing!, /gone\.xml: .*HTTP 404/);
  assert.match(refused!, /^http:\/\/10\.0\.0\.1\/private\.xml: Host blocked/);
});

test('sitemap-crawler: bounds, and what is no sitemap', async () => {
  const crawl = (path: string, more: ValueObject = {}): Promise<ValueObject> =>
    resultOf('sitemap-crawler', { input: `${url}${path}`, ...more });
  const short = await crawl('/a.xml', { max_urls: 1 });
  assert.deepEqual([short['urls_found'], (short['stats'] as ValueObject)['truncated']], [1, true]);
  assert.equal((await crawl('/index.xml', { follow_sitemaps: false }))['urls_found'], 0);
  await assert.rejects(crawl('/page'), { code: 'NET_BAD_RESPONSE', message: /the answer is no sitemap/ });
  await assert.rejects(crawl('/gone.xml'), { code: 'NET_BAD_RESPONSE', message: /HTTP 404/ });
  await assert.rejects(crawl('/bomb.xml.gz'), { code: 'NET_TOO_LARGE' });
  await assert.rejects(crawl('/silent', { timeout: 0.05 }), { code: 'NET_TIMEOUT' });
  await assert.rejects(crawl('/a.xml', { max_urls: 0 }), { code: 'TOOL_PARAMETER' });
});

test('url-analyzer: what the server says of it', async () => {
  const { metadata } = await resultOf('url-analyzer', { input: `${url}/moved`, fetch_metadata: true });
  assert.deepEqual(metadata, {
    ...{ status_code: 200, status_text: 'OK', url: `${url}/page`, redirects: [`${url}/page`] },
    content_type: 'text/html; charset=utf-8',
  });
  await assert.rejects(run('url-analyzer', { input: 'http://10.0.0.1', fetch_metadata: true }), {
    code: 'PERMISSION_NET',
  });
});
