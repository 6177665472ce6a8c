// Patterns of environment variable names: a name, or a prefix with `*`. Both threads.

/** Whether `pattern` covers `name`; a `name` that is a pattern itself is covered when all it stands for is. */
export function coversName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
