// A number with its word: `1 file`, `2 files`. Any thread.

export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count} ${count === 1 ? word : plural}`;
}
