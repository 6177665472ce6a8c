// What every history store keeps, so that none grows without end. Any thread.

/** `entries`: the newest of all lives, where nothing else is said. Longer inputs are left out, longer outputs are cut. */
export const HISTORY_LIMITS = { entries: 100_000, inputCharacters: 1024 * 1024, outputCharacters: 64 * 1024 } as const;

export function isKept(input: string): boolean {
  return input.length <= HISTORY_LIMITS.inputCharacters;
}

/** The output, or its beginning with a sign that there was more. */
export function shortened(output: string): string {
  const limit = HISTORY_LIMITS.outputCharacters;
  if (output.length <= limit) return output;
  return `${output.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
