// Plain data as JSON text. Any thread.

/** On one line, or with `pretty` on several; ended by a line feed. */
export function formatJson(value: unknown, format: 'json' | 'pretty'): string {
  return `${JSON.stringify(value, null, format === 'pretty' ? 2 : 0)}\n`;
}

/** Names of properties as JSON of commands has them: `uptimeMs` becomes `uptime_ms`. */
export function toSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const rename = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [rename(name), toSnakeCase(item)]));
}
