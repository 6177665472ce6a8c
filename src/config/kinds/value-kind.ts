// What a setting may hold: how it is read from files and from text, and how it is described. Any thread.

/** The part of JSON schema (draft 2020-12) that describes a value. */
export type JsonShape = Readonly<Record<string, unknown>>;

export interface ValueKind<T> {
  /** For people, e.g. `true or false`. */
  readonly expected: string;
  readonly json: JsonShape;
  /**
   * @param directory where relative paths start
   * @throws InvalidValue
   */
  parse(raw: unknown, directory: string): T;
  /** What the text of a variable or of the command line stands for. Default: the text itself. */
  fromText?(text: string): unknown;
  /** As it is written in a file. Default: the value itself. */
  show?(value: T): unknown;
}

/** `a list`, `a table`, `a number`: what was found in place of what is expected. */
export function describe(raw: unknown): string {
  if (Array.isArray(raw)) return 'a list';
  return raw === null || typeof raw === 'object' ? 'a table' : `a ${typeof raw}`;
}

export function isStrings(raw: unknown): raw is readonly string[] {
  return Array.isArray(raw) && raw.every((entry) => typeof entry === 'string');
}

/** Empty parts, as of a divider at the end, mean nothing. */
export function splitText(text: string, divider: string): readonly string[] {
  const parts = text.split(divider).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}
