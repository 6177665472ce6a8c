// What is not kept of what is typed: inputs in which a secret is found. Any thread.

/** Where nothing else is configured: assignments of texts to what is called like a secret. */
export const SECRETS: readonly string[] = ['password', 'secret', 'token', 'api_?key'].map(
  (name) => `${name}\\w* *= *["']`,
);

/** @param patterns regular expressions; capitals are small letters */
export function hasSecret(patterns: readonly string[], input: string): boolean {
  return patterns.some((pattern) => new RegExp(pattern, 'iu').test(input));
}
