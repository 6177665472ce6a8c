// What is written down about library functions, and how the data files write it. Any thread.

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

/** A function, method or constant that scripts find in a library. */
export interface DocumentedEntry {
  /** Full name: `print`, `string.rep`, `file:read`. */
  readonly name: string;
  readonly kind: 'function' | 'method' | 'constant';
  /** As one writes it: `string.rep(s, n [, sep])`; for constants the name. */
  readonly signature: string;
  readonly parameters: readonly Parameter[];
  /** What it gives back; the type of a constant. */
  readonly returns: string;
  readonly documentation: string;
  /** A line or two of Lua. */
  readonly example?: string;
  /** When the first result is nil (or nothing), said so that it follows `returns nil when`. */
  readonly nilWhen?: string;
}

/**
 * One line of the data files: name, parameters (`s: string, n: integer, sep?: string`; `undefined` for constants), results,
 * documentation, and for some when the result is nil, and an example.
 */
export type DocumentedRow = readonly [
  name: string,
  parameters: string | undefined,
  returns: string,
  documentation: string,
  nilWhen?: string | undefined,
  example?: string,
];

/** Entries by their full names. */
export function toEntries(rows: readonly DocumentedRow[]): ReadonlyMap<string, DocumentedEntry> {
  return new Map(rows.map((row) => [row[0], toEntry(row)]));
}

function toEntry([name, parameterText, returns, documentation, nilWhen, example]: DocumentedRow): DocumentedEntry {
  const parameters = parameterText ? parameterText.split(', ').map(toParameter) : [];
  return {
    name,
    kind: parameterText === undefined ? 'constant' : name.includes(':') ? 'method' : 'function',
    signature: parameterText === undefined ? name : `${name}(${writeParameters(parameters)})`,
    parameters,
    returns,
    documentation,
    ...(nilWhen !== undefined && { nilWhen }),
    ...(example !== undefined && { example }),
  };
}

function toParameter(text: string): Parameter {
  const [name = '', type = 'any'] = text.split(': ');
  return { name: name.replace('?', ''), type, isOptional: name.endsWith('?') };
}

/** Trailing optional parameters nest (`s, n [, sep]`); one in the middle stands in brackets with its comma (`list, [pos,] value`). */
function writeParameters(parameters: readonly Parameter[]): string {
  const required = parameters.findLastIndex((parameter) => !parameter.isOptional) + 1;
  const start = parameters
    .slice(0, required)
    .map(({ name, isOptional }, i) => (isOptional ? `[${name},]` : i === required - 1 ? name : `${name},`))
    .join(' ');
  const end = parameters
    .slice(required)
    .reduceRight((inner, { name }, i) => ` [${i > 0 || required > 0 ? ', ' : ''}${name}${inner}]`, '');
  return (start + end).trimStart();
}
