// What can go wrong between here and a server, as errors that say what to do. Control thread.

import { SpellError } from '../../base/errors.js';

/** @param target host and port, or address without its query: never what may hold a key */
export function netError(
  code: string,
  target: string,
  problem: string,
  help: string,
  more: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
): SpellError {
  return new SpellError(code, `${target}: ${problem}`, {
    category: CATEGORIES[code] ?? 'Network error',
    help,
    details: { target, ...more.details },
    cause: more.cause,
  });
}

const CATEGORIES: Readonly<Record<string, string>> = {
  NET_TIMEOUT: 'Timeout error',
  NET_REQUEST: 'Validation error',
  NET_TOO_LARGE: 'Resource limit exceeded',
};

/** A request that cannot be made. */
export function badRequest(target: string, problem: string, help: string): SpellError {
  return netError('NET_REQUEST', target, problem, help);
}

/** @param what was waited for */
export function timedOut(target: string, what: string, limitMs: number): SpellError {
  const problem = `${what} took more than ${limitMs / 1000} s`;
  return netError('NET_TIMEOUT', target, problem, 'try again, or allow more time', { details: { limitMs } });
}

export function tooLarge(target: string, limit: number): SpellError {
  return netError('NET_TOO_LARGE', target, `the answer has more than ${limit} bytes`, 'ask for less at a time', {
    details: { limit },
  });
}

/** An error of a connection or of the parser of HTTP; errors that are worded already stay as they are. */
export function toNetError(target: string, thrown: unknown): Error {
  if (thrown instanceof SpellError) return thrown;
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  const nested = cause instanceof AggregateError ? (cause.errors as unknown[])[0] : undefined;
  const code = codeOf(cause) ?? codeOf(nested) ?? '';
  const more = { cause, details: { network: code } };
  if (code.startsWith('HPE_')) {
    return netError('NET_BAD_RESPONSE', target, 'the answer is not HTTP, or not whole', 'check host and port', more);
  }
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT') || /^ERR_(BROTLI|_?PADDING)/.test(code)) {
    return netError('NET_BAD_RESPONSE', target, 'the answer cannot be unpacked', 'tell who runs the server', more);
  }
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN' || code === 'ERR_UNESCAPED_CHARACTERS') {
    return badRequest(target, 'a header has characters that none may have', 'leave out line breaks and controls');
  }
  const [problem, help] = REASONS[code] ??
    tlsReason(code, cause) ?? [`the connection failed (${code || cause.message})`, 'try again'];
  return netError(isTls(code) ? 'NET_TLS' : 'NET_UNREACHABLE', target, problem, help, more);
}

const REASONS: Readonly<Record<string, readonly [problem: string, help: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'start the server, or check host and port'],
  ENOTFOUND: ['there is no such host', 'check the name and the network'],
  EAI_AGAIN: ['the name cannot be looked up at the moment', 'check the network, and try again'],
  ECONNRESET: ['the server broke the connection off', 'try again'],
  EPIPE: ['the server broke the connection off', 'try again'],
  ETIMEDOUT: ['the server does not answer', 'check host, port and firewall'],
  EHOSTUNREACH: ['there is no way to the host', 'check the network'],
  ENETUNREACH: ['there is no way to the host', 'check the network'],
};

function isTls(code: string): boolean {
  return /CERT|TLS|SSL|EPROTO|ISSUER|VERIFY/.test(code);
}

function tlsReason(code: string, cause: Error): readonly [string, string] | undefined {
  if (!isTls(code)) return undefined;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return ['its certificate is for another host', 'use the name that the certificate is for'];
  }
  if (code === 'CERT_HAS_EXPIRED') return ['its certificate has expired', 'tell who runs the server'];
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return ['it does not speak TLS there', 'check port, or http instead'];
  const help = 'have it signed, or name its authority in NODE_EXTRA_CA_CERTS';
  return [`its certificate is not trusted (${code || cause.message})`, help];
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
