// What is asked of a web server, and what it answers. Types, and the limits that hold where nothing else is said.

import type { Readable } from 'node:stream';
import type { PermissionPolicy } from '../../permissions/policy.js';

/** Who asks: what may be reached, and when to stop. */
export interface NetContext {
  readonly policy: PermissionPolicy;
  readonly signal: AbortSignal;
}

export interface HttpRequest {
  readonly url: string;
  /** Upper case. Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Redirects that are followed, each judged anew. Default {@link MAX_REDIRECTS}. */
  readonly maxRedirects?: number;
  /** From the look-up of the name until the connection is there, encryption included. */
  readonly connectMs?: number;
  /** From then on until the answer begins. */
  readonly firstByteMs?: number;
}

export interface BoundedRequest extends HttpRequest {
  /** For all of it, redirects included. */
  readonly timeoutMs?: number;
  /** The most that the body may have, before and after it is unpacked. */
  readonly maxBytes?: number;
}

export interface ResponseHead {
  /** Where the answer came from, after redirects, without a password. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; what came more than once is joined by commas, cookies by line feeds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redirects: readonly string[];
}

/** The body is still on its way, unpacked; whoever has it reads it to the end or destroys it. */
export interface OpenResponse extends ResponseHead {
  readonly body: Readable;
}

export interface HttpResponse extends ResponseHead {
  readonly body: Buffer;
  readonly durationMs: number;
}

export const MAX_REDIRECTS = 10;
export const CONNECT_MS = 10_000;
export const FIRST_BYTE_MS = 60_000;
export const TIMEOUT_MS = 30_000;
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
