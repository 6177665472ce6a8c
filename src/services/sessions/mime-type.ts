// The MIME type of a content by the name that it has, else by what it looks like. Any thread.

import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  lua: 'text/x-lua',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  toml: 'application/toml',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

export function mimeTypeOf(name: string, content: Uint8Array): string {
  const extension = extname(name).slice(1).toLowerCase();
  if (Object.hasOwn(TYPES, extension)) return TYPES[extension]!;
  return isUtf8(content) ? 'text/plain' : 'application/octet-stream';
}
