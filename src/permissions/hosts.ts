// Host patterns of network permissions: `example.com`, `*.example.com:443`, `[::1]:8080`, `*`. Both threads.

import { isIpLiteral, isPrivateHost } from './private-address.js';

/** A parsed pattern; `host` is canonical (lower case, punycode, IP literals in their shortest form, IPv6 unbracketed). */
export interface HostPattern {
  /** `*`: every name, and every address of the public internet. */
  readonly host: string;
  /** `*.host`: any name below `host`, not `host` itself. */
  readonly wildcard: boolean;
  /** Absent: every port. */
  readonly port?: number;
}

/** The pattern that stands for all that is public. */
export const EVERY_HOST = '*';

/** The canonical form of a host name or IP literal (brackets optional), or undefined when it is none. */
export function canonicalHost(text: string): string | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare === '' || /[\s/?#@\\%]/.test(bare)) return undefined;
  try {
    const { hostname } = new URL(`http://${bare.includes(':') ? `[${bare}]` : bare}/`);
    return unmapIpv4(hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')) || undefined;
  } catch {
    return undefined;
  }
}

/** `::ffff:7f00:1` reaches 127.0.0.1, so it is judged as that. */
function unmapIpv4(host: string): string {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped === null) return host;
  const bits = parseInt(mapped[1] ?? '', 16) * 65536 + parseInt(mapped[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

/** Parses a pattern, or returns undefined when it is malformed. */
export function parseHostPattern(text: string): HostPattern | undefined {
  const trimmed = text.trim();
  const wildcard = trimmed.startsWith('*.');
  const { hostText, portText } = splitPort(wildcard ? trimmed.slice(2) : trimmed);
  const host = canonicalHost(hostText);
  if (host === undefined || (wildcard && isIpLiteral(host))) return undefined;
  if (portText === undefined) return { host, wildcard };
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > 65535) return undefined;
  return { host, wildcard, port };
}

function splitPort(text: string): { hostText: string; portText?: string } {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text);
  const match = bracketed ?? /^([^:]*):([^:]*)$/.exec(text);
  if (match === null) return { hostText: text };
  return match[2] === undefined ? { hostText: match[1] ?? '' } : { hostText: match[1] ?? '', portText: match[2] };
}

/** Whether a connection to the canonical `host` is covered; a pattern with a port needs that port. */
export function matchesHost(pattern: HostPattern, host: string, port: number | undefined): boolean {
  if (pattern.port !== undefined && pattern.port !== port) return false;
  if (pattern.host === EVERY_HOST) return !isPrivateHost(host);
  return pattern.wildcard ? isBelow(host, pattern.host) : host === pattern.host;
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`) && !isIpLiteral(host);
}

/** What both patterns cover, or undefined when that is nothing. */
export function intersectHosts(a: HostPattern, b: HostPattern): HostPattern | undefined {
  if (a.port !== undefined && b.port !== undefined && a.port !== b.port) return undefined;
  const port = a.port ?? b.port;
  const narrower = narrowerHost(a, b);
  if (narrower === undefined) return undefined;
  const { host, wildcard } = narrower;
  return port === undefined ? { host, wildcard } : { host, wildcard, port };
}

function narrowerHost(a: HostPattern, b: HostPattern): HostPattern | undefined {
  if (a.host === b.host && a.wildcard === b.wildcard) return a;
  if (a.host === EVERY_HOST) return isPrivateHost(b.host) ? undefined : b;
  if (b.host === EVERY_HOST) return isPrivateHost(a.host) ? undefined : a;
  if (b.wildcard && isBelow(a.host, b.host)) return a;
  if (a.wildcard && isBelow(b.host, a.host)) return b;
  return undefined;
}

/** The pattern as it is written in a grant or a flag. */
export function formatHostPattern(pattern: HostPattern): string {
  const host = pattern.host.includes(':') ? `[${pattern.host}]` : pattern.host;
  return `${pattern.wildcard ? '*.' : ''}${host}${pattern.port === undefined ? '' : `:${pattern.port}`}`;
}
