import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mimeOfFormat, recogniseMedia } from './media-formats.js';
import type { MediaKind } from './media-formats.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Start of image, an application segment, a table, a frame of 3 by 2. */
const JPEG = '\xff\xd8\xff\xe0\x00\x04ab\xff\xc4\x00\x03c\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00';

test('images, and their sizes where they tell', () => {
  const cases: [content: string, mime: string | undefined, width?: number, height?: number][] = [
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x03', 'image/png', 258, 3],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['GIF89a\x02\x01\x03\0', 'image/gif', 258, 3],
    [JPEG, 'image/jpeg', 3, 2],
    [JPEG.slice(0, 9), 'image/jpeg'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['<svg width="30" height="40.5px"/>', 'image/svg+xml', 30, 40.5],
    ['\n<?xml version="1.0"?>\n<!-- a > b --><!DOCTYPE svg>\n<svg viewBox="0 0 8 9"></svg>', 'image/svg+xml', 8, 9],
    ['<svg width="100%">', 'image/svg+xml'],
    ['<svgx>', undefined],
    [`${'<!-- -->'.repeat(400)}<html>`, undefined],
    ['<html><svg></svg></html>', undefined],
    ['picture.png', undefined],
    ['', undefined],
  ];
  for (const [content, mime, width, height] of cases) {
    const expected = mime === undefined ? undefined : { mime, ...(width === undefined ? {} : { width, height }) };
    assert.deepEqual(recogniseMedia('image', bytes(content)), expected, content);
  }
});

test('containers of sound and film', () => {
  const cases: [kind: MediaKind, content: string, mime: string | undefined][] = [
    ['audio', 'RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['audio', 'ID3\x04', 'audio/mpeg'],
    ['audio', '\xff\xfb\x90', 'audio/mpeg'],
    ['audio', 'OggS', 'audio/ogg'],
    ['video', 'OggS', 'video/ogg'],
    ['audio', 'fLaC', 'audio/flac'],
    ['video', 'fLaC', undefined],
    ['video', '\0\0\0\x20ftypisom', 'video/mp4'],
    ['audio', '\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['video', '\x1a\x45\xdf\xa3', 'video/webm'],
    ['audio', 'song.mp3', undefined],
  ];
  for (const [kind, content, mime] of cases) {
    assert.equal(recogniseMedia(kind, bytes(content))?.mime, mime, `${kind} ${content}`);
  }
});

test('formats have names', () => {
  assert.equal(mimeOfFormat('image', 'jpg'), 'image/jpeg');
  assert.equal(mimeOfFormat('image', 'image/avif'), 'image/avif');
  assert.equal(mimeOfFormat('audio', 'png'), undefined);
  assert.equal(mimeOfFormat('video', 'toString'), undefined);
});

test('bytes that are cut off anywhere, or anything at all, are looked at without an error', () => {
  const head = fc.constantFrom('\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', '<svg ', 'RIFF', '\0\0\0\0ftyp', '');
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      for (const kind of ['image', 'audio', 'video'] as const) {
        recogniseMedia(kind, Buffer.concat([bytes(start), rest]));
      }
    }),
  );
});
