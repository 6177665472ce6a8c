// The one error class with a code that the host raises for users to read. Any thread.

/**
 * An error that tells the user what is wrong and what to do: a request error (ours or the client's fault), or
 * what a host service raises into a script. Every code has an entry in docs/reference/errors.md.
 */
export class SpellError extends Error {
  override readonly name = 'SpellError';

  /**
   * @param code stable upper-case identifier, e.g. `PERMISSION_READ`
   * @param message one sentence without a trailing period
   * @param options `help` says what to do; `details` is plain data for tools; `category` is the prefix that scripts
   *   written for the original system test for, e.g. `Tool execution error`
   */
  constructor(
    readonly code: string,
    message: string,
    options: {
      help?: string;
      category?: string;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.help = options.help;
    this.category = options.category;
    this.details = options.details;
  }

  readonly help: string | undefined;
  readonly category: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}
