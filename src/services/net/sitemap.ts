// Reads sitemaps (https://www.sitemaps.org/protocol.html): URLs, indexes, plain text, gzip. Control thread.

import { gunzip } from 'node:zlib';

export interface SitemapEntry {
  readonly url: string;
  readonly lastmod?: string;
  readonly changefreq?: string;
  readonly priority?: number;
}

export interface Sitemap {
  readonly kind: 'urls' | 'index';
  readonly entries: readonly SitemapEntry[];
}

/** @param limit of the entries: what is beyond is not read. Undefined for what is no sitemap. */
export async function parseSitemap(text: string, limit: number): Promise<Sitemap | undefined> {
  const { Parser } = await import('htmlparser2');
  if (!/^\s*</.test(text)) return parsePlain(text, limit);
  const entries: SitemapEntry[] = [];
  let kind: Sitemap['kind'] | undefined;
  let fields: Record<string, string> | undefined;
  let field: string | undefined;
  const parser = new Parser(
    {
      onopentag: (tag) => {
        const name = localName(tag);
        if (name === 'urlset') kind ??= 'urls';
        else if (name === 'sitemapindex') kind ??= 'index';
        else if (name === 'url' || name === 'sitemap') fields = {};
        // Extensions have `image:loc` and others, which say nothing of the page.
        else if (fields !== undefined) field = tag.includes(':') && !tag.startsWith('sm:') ? undefined : name;
      },
      ontext: (part) => {
        if (fields !== undefined && field !== undefined) fields[field] = (fields[field] ?? '') + part;
      },
      onclosetag: (tag) => {
        const name = localName(tag);
        field = undefined;
        if ((name !== 'url' && name !== 'sitemap') || fields === undefined) return;
        if (entries.length < limit) entries.push(...entryOf(fields));
        fields = undefined;
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return kind === undefined ? undefined : { kind, entries };
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1).toLowerCase();
}

function entryOf(fields: Readonly<Record<string, string>>): SitemapEntry[] {
  const text = (name: string): string | undefined => fields[name]?.trim() || undefined;
  const url = text('loc');
  if (url === undefined || !URL.canParse(url)) return [];
  const [lastmod, changefreq, priority] = [text('lastmod'), text('changefreq'), Number(text('priority') ?? NaN)];
  const told = { ...(lastmod && { lastmod }), ...(changefreq && { changefreq }), ...(priority >= 0 && { priority }) };
  return [{ url, ...told }];
}

function parsePlain(text: string, limit: number): Sitemap | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore
  if (lines.length === 0 || lines.some((line) => !/^https?:\/\/\S+$/.test(line))) return undefined;
  return { kind: 'urls', entries: lines.slice(0, limit).map((url) => ({ url })) };
}

/** What the lines `Sitemap:` of a robots.txt name (RFC 9309, 2.2.4). */
export function sitemapsOfRobots(text: string, address: string): readonly string[] {
  const named = [...text.matchAll(/^\s*sitemap\s*:\s*(\S+)/gim)].map(([, url]) => url!);
  return named.filter((url) => URL.canParse(url, address)).map((url) => new URL(url, address).href);
}

/** Files `.xml.gz` come packed in themselves. @throws Error with the code of zlib, also beyond the limit */
export async function unpackSitemap(body: Buffer, limit: number): Promise<Buffer> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: limit }, (error, unpacked) => (error === null ? resolve(unpacked) : reject(error)));
  });
}
