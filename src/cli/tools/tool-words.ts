// Parameters of a tool as they are written on the command line. Control thread.

import { SpellError } from '../../base/errors.js';
import { tryParseJson } from '../../services/json-text.js';

export interface ToolParameterEntry {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly choices?: readonly string[];
}

/**
 * The parameters as a JSON object: one word is JSON, or `-` for JSON from standard input; else each is `NAME=VALUE`.
 *
 * @throws SpellError `USAGE`
 */
export async function readParameters(
  words: readonly string[],
  known: readonly ToolParameterEntry[],
  readInput: () => Promise<string>,
): Promise<string> {
  const [first = '', ...others] = words;
  if (others.length === 0 && first === '-') return assertObject(await readInput(), 'standard input');
  if (others.length === 0 && first.trimStart().startsWith('{')) return assertObject(first, 'the parameter');
  const seen = new Set<string>();
  const fields = words.map((word) => {
    const [name, value] = splitWord(word);
    if (seen.has(name)) throw new SpellError('USAGE', `'${name}' is given twice`, { help: 'lists are JSON: [1, 2]' });
    seen.add(name);
    const type = known.find((parameter) => parameter.name === name)?.type;
    return `${JSON.stringify(name)}:${valueOf(value, type)}`;
  });
  return `{${fields.join(',')}}`;
}

function splitWord(word: string): readonly [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new SpellError('USAGE', `'${word}' is no parameter`, {
    help: 'write NAME=VALUE, one JSON object in quotes, or - for JSON from standard input',
  });
}

/** Text for a parameter that takes text, else JSON where it is some. */
function valueOf(written: string, type: string | undefined): string {
  return type !== 'string' && tryParseJson(written) !== undefined ? written : JSON.stringify(written);
}

function assertObject(json: string, where: string): string {
  const value = tryParseJson(json)?.value;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return json;
  throw new SpellError('USAGE', `${where} is no JSON object`, { help: 'write it as {"NAME": VALUE}' });
}
