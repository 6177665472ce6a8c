// What goes wrong between us and a model server, as errors that say what to do. Control thread.

import { SpellError } from '../../base/errors.js';

/** Where a request went; `secrets` are taken out of everything that is shown. */
export interface ProviderTarget {
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string;
  /** What is expected there: `an OpenAI-compatible API`. */
  readonly api: string;
  /** The variable that holds the key. */
  readonly keyVariable: string;
  readonly secrets: readonly string[];
}

/** An error with what a retry needs to know. */
export interface ProviderFailure {
  readonly error: SpellError;
  readonly isRetryable: boolean;
  /** What the server asks for. */
  readonly retryAfterMs?: number;
}

/** The parts of the SDK's errors that are read here; they are known by name, so that the SDK stays unloaded. */
interface SdkError extends Error {
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly data?: { readonly error?: { readonly code?: unknown; readonly type?: unknown } };
}

/** @param received characters of text that had come before */
export function toProviderFailure(thrown: unknown, target: ProviderTarget, received = 0): ProviderFailure {
  if (thrown instanceof SpellError) return { error: thrown, isRetryable: false };
  const error = toError(thrown);
  const statusCode = isMisread(error) ? undefined : error.statusCode;
  if (statusCode !== undefined && statusCode >= 300 && statusCode < 400) return fromRedirect(error, statusCode, target);
  if (statusCode !== undefined && statusCode >= 400) return fromStatus(error, statusCode, target);
  if (isBlockedPort(error)) return fromBlockedPort(error, target);
  const code = systemCodeOf(error);
  if (code !== undefined) return fromNetwork(error, code, target, received);
  const what = `the answer of ${target.baseUrl} cannot be understood: ${firstLine(error.message)}`;
  return failure(target, 'PROVIDER_BAD_RESPONSE', what, `check that the base URL is that of ${target.api}`, {
    cause: error,
  });
}

/** The SDK of Anthropic gives a first event that it cannot read the status 500, and puts its own error into the body. */
function isMisread({ responseBody }: SdkError): boolean {
  return /^\{.*"name":"AI_(?:JSONParse|TypeValidation)Error"/s.test(responseBody ?? '');
}

/** A server that said nothing for `timeoutMs`. */
export function silentServer(target: ProviderTarget, timeoutMs: number, received: number): ProviderFailure {
  const progress = received === 0 ? '' : ` after ${received} characters`;
  const what = `${target.baseUrl} sent nothing for ${timeoutMs / 1000} s${progress}`;
  return failure(target, 'PROVIDER_TIMEOUT', what, 'try again, or use a smaller prompt or a faster model', {
    category: 'Timeout error',
    details: { timeoutMs },
  });
}

/** An answer that is not the JSON that was asked for. */
export function misfit(target: ProviderTarget, problem: string): SpellError {
  const help = 'ask again, say in the prompt what the JSON holds, or use a model that follows schemas';
  return failure(target, 'PROVIDER_BAD_RESPONSE', problem, help, {}).error;
}

/** Errors that the server puts into a stream are plain objects with a message. */
function toError(thrown: unknown): SdkError {
  if (thrown instanceof Error) return thrown;
  const message =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
  return new Error(message);
}

function fromStatus(error: SdkError, status: number, target: ProviderTarget): ProviderFailure {
  const said = firstLine(error.message) || firstLine(error.responseBody ?? '') || 'no explanation';
  const make = (code: string, what: string, help: string, more: FailureOptions = {}): ProviderFailure =>
    failure(target, code, `${what}: ${said} (HTTP ${status})`, help, {
      ...more,
      cause: error,
      details: { status, ...more.details },
    });
  if (status === 401 || status === 403) {
    return make(
      'PROVIDER_AUTH',
      'the server refuses the API key',
      `set ${target.keyVariable} to a key that is valid for this server, or keep one: llmspell keys add ${target.provider}`,
    );
  }
  if (status === 404) {
    const what = `there is no model '${target.model}' at ${target.baseUrl}, or no chat API`;
    return make(
      'PROVIDER_NOT_FOUND',
      what,
      'check the model name, and that the base URL ends as the server wants it, often in /v1',
    );
  }
  if (status === 429) return fromRateLimit(error, make);
  if (status === 408 || status >= 500) {
    const more = { isRetryable: status !== 501 && status !== 505, ...retryAfter(error) };
    return make('PROVIDER_UNAVAILABLE', 'the server failed', 'try again later', more);
  }
  return make(
    'PROVIDER_REQUEST',
    'the server refuses the request',
    'check the model name, the parameters and the length of the prompt',
  );
}

function fromRedirect(error: SdkError, status: number, target: ProviderTarget): ProviderFailure {
  const location = error.responseHeaders?.['location'] ?? 'nowhere';
  const what = `${target.baseUrl} redirects to ${location} (HTTP ${status}), which is not followed`;
  return failure(target, 'PROVIDER_REDIRECT', what, 'set the base URL to where the API really is', {
    cause: error,
    details: { status, location },
  });
}

function fromRateLimit(
  error: SdkError,
  make: (code: string, what: string, help: string, more?: FailureOptions) => ProviderFailure,
): ProviderFailure {
  const category = 'Rate limit error';
  if (error.data?.error?.code === 'insufficient_quota') {
    return make('PROVIDER_RATE_LIMIT', 'the account has no quota left', 'check the plan and billing of the account', {
      category,
    });
  }
  const wait = retryAfter(error);
  const help = wait.retryAfterMs === undefined ? 'wait a little' : `wait ${Math.ceil(wait.retryAfterMs / 1000)} s`;
  return make('PROVIDER_RATE_LIMIT', 'too many requests', `${help}, then try again`, {
    category,
    isRetryable: true,
    ...wait,
  });
}

function fromNetwork(error: Error, code: string, target: ProviderTarget, received: number): ProviderFailure {
  const make = (what: string, help: string, isRetryable: boolean): ProviderFailure =>
    failure(target, 'PROVIDER_UNAVAILABLE', what, help, { cause: error, isRetryable, details: { network: code } });
  if (received > 0) {
    return make(`the connection to ${target.baseUrl} broke after ${received} characters (${code})`, 'try again', false);
  }
  if (code === 'ECONNREFUSED') {
    return make(
      `nothing listens at ${target.baseUrl}`,
      `start the server, or correct ${addressVariable(target)}`,
      false,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const help = `check the network and ${addressVariable(target)}`;
    return make(`the host of ${target.baseUrl} cannot be found`, help, code === 'EAI_AGAIN');
  }
  return make(`the connection to ${target.baseUrl} failed (${code})`, 'try again', !/CERT|TLS|SSL/.test(code));
}

/** Ports that `fetch` connects to under no circumstances (https://fetch.spec.whatwg.org/#port-blocking) give this cause. */
function isBlockedPort(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 8) return false;
  return error.message === 'bad port' || isBlockedPort(error.cause, depth + 1);
}

function fromBlockedPort(error: Error, target: ProviderTarget): ProviderFailure {
  const { port } = new URL(target.baseUrl);
  const what = `the port ${port} of ${target.baseUrl} belongs to another service by convention and is never connected to`;
  return failure(target, 'PROVIDER_UNAVAILABLE', what, 'let the server listen on another port, such as 8080', {
    cause: error,
    details: { port: Number(port) },
  });
}

interface FailureOptions {
  readonly category?: string;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly isRetryable?: boolean;
  readonly retryAfterMs?: number;
}

function failure(
  target: ProviderTarget,
  code: string,
  what: string,
  help: string,
  options: FailureOptions,
): ProviderFailure {
  const message = redact(`${target.provider}/${target.model}: ${what}`, target.secrets);
  const { retryAfterMs } = options;
  const error = new SpellError(code, message, {
    category: options.category ?? 'LLM provider error',
    help,
    details: { provider: target.provider, model: target.model, baseUrl: target.baseUrl, ...options.details },
    cause: options.cause,
  });
  return { error, isRetryable: options.isRetryable ?? false, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Short ones would tear holes into the text and hide nothing. */
function redact(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length > 3).reduce((left, secret) => left.replaceAll(secret, '***'), text);
}

function addressVariable({ provider }: ProviderTarget): string {
  return `LLMSPELL_PROVIDER_${provider.toUpperCase().replaceAll('-', '_')}_BASE_URL`;
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length <= 300 ? line : `${line.slice(0, 297)}...`;
}

/** The first system or network error code along the causes, e.g. `ECONNREFUSED` or `UND_ERR_SOCKET`. */
function systemCodeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code)) return error.code;
  const nested = error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined;
  return systemCodeOf(error.cause, depth + 1) ?? systemCodeOf(nested, depth + 1);
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or `retry-after-ms`. */
function retryAfter(error: SdkError): { retryAfterMs?: number } {
  const headers = error.responseHeaders ?? {};
  const ms = Number(headers['retry-after-ms']);
  if (Number.isFinite(ms) && ms >= 0) return { retryAfterMs: ms };
  const text = headers['retry-after'];
  if (text === undefined) return {};
  const seconds = Number(text);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? { retryAfterMs: Math.max(0, wait) } : {};
}
