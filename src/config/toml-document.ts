// Reads and writes TOML that is no configuration. Any thread.

/** @throws TomlError with line and column */
export async function parseToml(text: string): Promise<unknown> {
  return (await import('smol-toml')).parse(text);
}

/** What TOML has no word for, such as null, is left out or refused. @throws TypeError */
export async function writeToml(table: Readonly<Record<string, unknown>>): Promise<string> {
  return (await import('smol-toml')).stringify(table);
}
