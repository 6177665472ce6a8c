// UUIDs as RFC 9562 has them: versions 1, 4 and 5, their spellings, and what one tells of itself. Any thread.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ValueObject } from '../value-kinds.js';

/** RFC 9562, section 6.6. */
const NAMESPACES: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

export function createUuid(version: string): string {
  return version === 'v1' ? createTimed() : randomUUID();
}

/** Version 5. A namespace that is neither known nor a UUID is itself a name below `dns`. */
export function deterministicUuid(namespace: string, name: string): string {
  const known = NAMESPACES[namespace.toLowerCase()];
  const base = known ?? (digitsOf(namespace) === undefined ? deterministicUuid('dns', namespace) : namespace);
  const bytes = createHash('sha1')
    .update(Buffer.from(digitsOf(base) ?? '', 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  return withVersion(bytes, 5);
}

/** Time since 1582 in steps of 100 ns; node and sequence are by chance, as the RFC allows. */
function createTimed(): string {
  const ticks = BigInt(Date.now()) * 10_000n + ((process.hrtime.bigint() / 100n) % 10_000n) + 0x01b21dd213814000n;
  const bytes = Buffer.concat([Buffer.alloc(8), randomBytes(8)]);
  bytes.writeUInt32BE(Number(ticks & 0xffffffffn), 0);
  bytes.writeUInt16BE(Number((ticks >> 32n) & 0xffffn), 4);
  bytes.writeUInt16BE(Number((ticks >> 48n) & 0xfffn), 6);
  bytes.writeUInt8(bytes.readUInt8(10) | 1, 10);
  return withVersion(bytes, 1);
}

function withVersion(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return hyphenate(bytes.toString('hex'));
}

function hyphenate(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function formatUuid(uuid: string, format: string): string {
  if (format === 'simple') return uuid.replaceAll('-', '');
  if (format === 'urn') return `urn:uuid:${uuid}`;
  return format === 'braced' ? `{${uuid}}` : uuid;
}

/** The 32 digits of any of the spellings. */
function digitsOf(text: string): string | undefined {
  const bare = text
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/^\{(.*)\}$/, '$1');
  const isUuid = /^[0-9a-f]{32}$/.test(bare) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bare);
  return isUuid ? bare.replaceAll('-', '') : undefined;
}

/** `{valid, uuid, version, variant}`, or `{valid = false, error}` */
export function inspectUuid(text: string): ValueObject {
  const digits = digitsOf(text.trim());
  if (digits === undefined) return { valid: false, error: `'${text}' is not a UUID` };
  const variant = parseInt(digits.charAt(16), 16);
  const name = variant < 8 ? 'NCS' : variant < 12 ? 'RFC4122' : variant < 14 ? 'Microsoft' : 'Future';
  return { valid: true, uuid: hyphenate(digits), version: parseInt(digits.charAt(12), 16), variant: name };
}
